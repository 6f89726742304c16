-- opens-with: 1
--
-- How people are told that there is news. A recipient is `member:…` or `person:…`; what they chose, and their address,
-- lie in the sealed body: a member's under the desk's key, an outside person's under their own.

create table notice_way (
  recipient text not null primary key,
  rev bigint not null,
  -- The keyed tag of a code that is to confirm an address; empty where none is awaited.
  code_tag text not null,
  -- When the last letter was written or delivered, and the job of the newest one.
  letter_at bigint not null,
  letter text not null,
  body bytea not null
);
create index notice_way_code on notice_way (code_tag) where code_tag <> '';

-- One row for each piece of news and each recipient. `letter` is the job that tells it: empty while it waits, `feed`
-- where no letter is wanted.
create table notice (
  id text not null primary key,
  recipient text not null,
  at bigint not null,
  letter text not null,
  told_at bigint not null,
  body bytea not null
);
create index notice_waiting on notice (recipient, at, id) where letter = '';
create index notice_letter on notice (letter, at, id) where told_at = 0 and letter <> '';
create index notice_recipient on notice (recipient, at, id);
create index notice_at on notice (at);

-- Unlisted feeds by keyed tag: one for each recipient. `receipt` ends an outside person's feed when their code changes.
create table unlisted_feed (
  tag text not null primary key,
  recipient text not null unique,
  receipt text not null,
  created_at bigint not null
);

create index outbox_done on outbox (done_at) where done_at > 0;
