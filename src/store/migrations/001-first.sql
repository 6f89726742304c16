-- opens-with: 1
--
-- Types that SQLite and PostgreSQL both accept: text, bigint (times are UTC milliseconds), bytea (sealed unless a
-- comment says otherwise). Sort keys are never null: "never" is 8640000000000000, "nobody" the empty text.

-- ── facts ───────────────────────────────────────────────────────────────────────────────────────────────────────

create table event (
  stream text not null,
  seq bigint not null check (seq > 0),
  id text not null unique,
  code text not null,
  v bigint not null,
  actor text not null,
  cause text not null,
  at bigint not null,
  body bytea not null,
  primary key (stream, seq)
);
create index event_at on event (at);

create table unique_value (
  scope text not null,
  tag text not null,
  owner text not null,
  primary key (scope, tag)
);

-- Numbering of the whole log comes later, by a lease holder; within its stream each leaf names the one before.
create table leaf (
  stream text not null,
  n bigint not null check (n > 0),
  id text not null unique,
  at bigint not null,
  actor text not null,
  act text not null,
  commitment bytea not null,
  prev bytea not null,
  hash bytea not null,
  primary key (stream, n)
);

-- ── records: own truth ──────────────────────────────────────────────────────────────────────────────────────────

create table desk_meta (
  name text not null primary key,
  value text not null
);

create table key_store (
  id text not null primary key,
  kind text not null,
  owner text not null,
  root_id text not null,
  wrapped bytea not null,
  unique (kind, owner)
);

create table person (
  id text not null primary key,
  at bigint not null,
  body bytea not null
);

create table receipt (
  tag text not null primary key,
  stream text not null,
  person text not null,
  state text not null check (state in ('active', 'replaced')),
  created_at bigint not null,
  expires_at bigint not null,
  replaced_at bigint not null
);

create table draft (
  tag text not null primary key,
  rev bigint not null,
  state text not null check (state in ('open', 'sent')),
  at bigint not null,
  body bytea not null,
  answer bytea not null
);
create index draft_at on draft (at);

create table blob_ref (
  blob text not null,
  stream text not null,
  state text not null check (state in ('pending', 'stored')),
  at bigint not null,
  primary key (blob, stream)
);
create index blob_ref_stream on blob_ref (stream, blob);

create table member (
  id text not null primary key,
  role text not null check (role in ('lead', 'member', 'observer')),
  state text not null check (state in ('invited', 'active', 'removed')),
  since bigint not null,
  body bytea not null
);

create table passkey (
  id text not null primary key,
  member text not null references member (id),
  counter bigint not null,
  created_at bigint not null,
  used_at bigint not null,
  body bytea not null
);
create index passkey_member on passkey (member);

create table enrolment (
  tag text not null primary key,
  member text not null references member (id),
  purpose text not null,
  expires_at bigint not null,
  used_at bigint not null
);
create index enrolment_member on enrolment (member);

create table session (
  tag text not null primary key,
  kind text not null check (kind in ('member', 'reporter')),
  subject text not null,
  created_at bigint not null,
  seen_at bigint not null,
  expires_at bigint not null,
  body bytea not null
);
create index session_subject on session (kind, subject);
create index session_expires on session (expires_at);

create table token (
  tag text not null primary key,
  id text not null unique,
  member text not null references member (id),
  scopes text not null,
  created_at bigint not null,
  expires_at bigint not null,
  revoked_at bigint not null,
  used_at bigint not null,
  label bytea not null
);
create index token_member on token (member);

-- Policies are public: their text stays readable under its digest.
create table policy (
  digest text not null primary key,
  at bigint not null,
  body text not null
);

create table outbox (
  id text not null primary key,
  lane text not null check (lane in ('publish', 'reply', 'notice')),
  topic text not null,
  dedupe text not null,
  stream text not null,
  run_at bigint not null,
  lease_until bigint not null,
  lease_by text not null,
  fence bigint not null,
  tries bigint not null,
  done_at bigint not null,
  dead_at bigint not null,
  -- A short code such as smtp-550, never a text from outside.
  last_error text not null,
  body bytea not null,
  unique (topic, dedupe)
);
create index outbox_due on outbox (lane, run_at, id) where done_at = 0 and dead_at = 0;
create index outbox_dead on outbox (dead_at, id) where dead_at > 0;

create table lease (
  name text not null primary key,
  holder text not null,
  fence bigint not null,
  until bigint not null
);

create table counter (
  name text not null primary key,
  n bigint not null
);

-- ── projections: rebuilt from the facts at any time ─────────────────────────────────────────────────────────────

create table case_inbox (
  stream text not null primary key,
  number text not null unique,
  head_seq bigint not null,
  stage text not null,
  grp text not null,
  embargo text not null,
  assignee text not null,
  door text not null,
  due_at bigint not null,
  publish_at bigint not null,
  waiting_since bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  body bytea not null
);
create index inbox_group on case_inbox (grp, due_at, number);
create index inbox_group_updated on case_inbox (grp, updated_at, number);
create index inbox_stage on case_inbox (stage, due_at, number);
create index inbox_mine on case_inbox (assignee, due_at, number);
create index inbox_mine_group on case_inbox (assignee, grp, due_at, number);
create index inbox_due on case_inbox (due_at, number);
create index inbox_updated on case_inbox (updated_at, number);

-- Sixteen shards a counter, so that on several nodes no two new cases wait for one row.
create table inbox_count (
  kind text not null,
  value text not null,
  shard bigint not null,
  n bigint not null,
  primary key (kind, value, shard)
);

create table deadline (
  stream text not null,
  name text not null,
  at bigint not null,
  primary key (stream, name)
);
create index deadline_at on deadline (at, stream, name);

-- Public by the time a row exists, hence in clear. Every revision keeps its own row; `newest` marks the last one.
create table advisory (
  id text not null,
  revision bigint not null,
  newest bigint not null,
  stream text not null,
  published_at bigint not null,
  updated_at bigint not null,
  body text not null,
  primary key (id, revision)
);
create index advisory_list on advisory (published_at, id) where newest = 1;
