-- opens-with: 1
--
-- Accounts of reporters, where the operator lets them have one. Which reports an account gathers lies in its sealed body,
-- under a key of its own: whoever holds the tables alone cannot tell which reports are of one person.

create table reporter_account (
  id text not null primary key,
  rev bigint not null,
  -- The keyed tag of its mailbox, or its own id where it has none.
  mailbox text not null unique,
  created_at bigint not null,
  body bytea not null
);

create table reporter_passkey (
  id text not null primary key,
  account text not null references reporter_account (id),
  counter bigint not null,
  created_at bigint not null,
  used_at bigint not null,
  body bytea not null
);
create index reporter_passkey_account on reporter_passkey (account, created_at, id);

-- A code that went to a mailbox, by keyed tag of the cookie in the browser that asked for it. Kept for an hour, so that
-- what was asked for and tried can be counted; the body is empty once the code was used.
create table reporter_code (
  tag text not null primary key,
  mailbox text not null,
  asked_at bigint not null,
  tries bigint not null,
  body bytea not null
);
create index reporter_code_mailbox on reporter_code (mailbox, asked_at);
create index reporter_code_asked on reporter_code (asked_at);

-- Reports that their reporter told the team to be of one person. Those of the same account share a keyed tag.
create table told_together (
  stream text not null primary key,
  tag text not null
);
create index told_together_tag on told_together (tag, stream);
