-- opens-with: 4
--
-- Which root keys may wrap. A key that still wraps something cannot leave this table: the database itself proves that
-- nothing needs it, whoever else writes at that moment.

create table root_key (
  id text not null primary key
);
insert into root_key (id) select distinct root_id from key_store;

create table key_store_next (
  id text not null primary key,
  kind text not null,
  owner text not null,
  root_id text not null references root_key (id),
  wrapped bytea not null,
  unique (kind, owner)
);
insert into key_store_next (id, kind, owner, root_id, wrapped)
  select id, kind, owner, root_id, wrapped from key_store;
drop table key_store;
alter table key_store_next rename to key_store;
