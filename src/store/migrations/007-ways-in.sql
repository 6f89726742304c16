-- opens-with: 1
--
-- Further ways into the team: the printed code for whoever lost their passkeys, what needs a second person or a day's
-- delay, and who is known by which sign-in provider.

-- One code a member, by keyed tag; it goes when it is used.
create table recovery_code (
  member text not null primary key references member (id),
  tag text not null unique,
  created_at bigint not null
);

-- Asked for by one member, agreed to by another, and due only from a certain time on.
create table two_person (
  id text not null primary key,
  kind text not null,
  subject text not null,
  asked_by text not null,
  agreed_by text not null,
  asked_at bigint not null,
  -- 8640000000000000 until enough people agreed.
  ready_at bigint not null,
  ends_at bigint not null,
  state text not null check (state in ('asked', 'agreed', 'used', 'stopped')),
  body bytea not null
);
create index two_person_ends on two_person (ends_at, id);

-- By keyed tag of issuer and subject; both lie sealed in the body. Never by mail address.
create table identity (
  tag text not null primary key,
  member text not null references member (id),
  created_at bigint not null,
  used_at bigint not null,
  body bytea not null
);
create index identity_member on identity (member, created_at, tag);
