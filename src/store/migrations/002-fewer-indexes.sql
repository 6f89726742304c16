-- opens-with: 1
--
-- Ids of facts and leaves are random, 130 bits, and nothing looks one up: an index over them only cost each report a
-- page for every fact. When the newest fact happened the inbox knows, so the index over times goes as well.

create table event_next (
  stream text not null,
  seq bigint not null check (seq > 0),
  id text not null,
  code text not null,
  v bigint not null,
  actor text not null,
  cause text not null,
  at bigint not null,
  body bytea not null,
  primary key (stream, seq)
);
insert into event_next (stream, seq, id, code, v, actor, cause, at, body)
  select stream, seq, id, code, v, actor, cause, at, body from event;
drop table event;
alter table event_next rename to event;

create table leaf_next (
  stream text not null,
  n bigint not null check (n > 0),
  id text not null,
  at bigint not null,
  actor text not null,
  act text not null,
  commitment bytea not null,
  prev bytea not null,
  hash bytea not null,
  primary key (stream, n)
);
insert into leaf_next (stream, n, id, at, actor, act, commitment, prev, hash)
  select stream, n, id, at, actor, act, commitment, prev, hash from leaf;
drop table leaf;
alter table leaf_next rename to leaf;
