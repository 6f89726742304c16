-- opens-with: 1
--
-- The whole log as one RFC 6962 tree. A leaf is appended without a number, 0; the holder of the lease `audit` numbers
-- leaves in batches, and keeps the hashes of the tree in tiles of 256, so that growing it touches a few rows.

alter table leaf add column num bigint not null default 0;
create index leaf_waiting on leaf (at, stream, n) where num = 0;
create unique index leaf_num on leaf (num) where num > 0;
create index leaf_actor on leaf (actor, num) where num > 0;
create index leaf_case_read on leaf (actor, at, stream) where act = 'case-read';

-- Level 0 holds hashes of leaves, level 1 those of full tiles of level 0, and so on. Hashes lie one after the other.
create table audit_tile (
  level bigint not null,
  n bigint not null,
  hashes bytea not null,
  primary key (level, n)
);

-- Signed statements of what the log was. `day` marks the one whose root strangers are shown, once a day.
create table checkpoint (
  size bigint not null primary key,
  at bigint not null,
  day text not null,
  note text not null
);
create unique index checkpoint_day on checkpoint (day) where day <> '';
create index checkpoint_shown on checkpoint (size) where day <> '';

insert into counter (name, n) values ('audit-log', 0);
