-- opens-with: 1
--
-- A projection for the figures page: one row for each case but practice. Its times are clocks of the case, which lie in
-- clear elsewhere too; how the case ended lies sealed under the desk's key, empty while it is open.

create table case_figure (
  stream text not null primary key,
  received_at bigint not null,
  -- "Never" while somebody waits for a first answer; 0 where nobody does, because the team found it.
  answered_at bigint not null,
  fixed_at bigint not null,
  ended_at bigint not null,
  body bytea not null
);
create index case_figure_ended on case_figure (ended_at, stream);

-- A record: reports that came from the same open thread, so that one reporter's budget can be counted. The chain is a
-- keyed tag. `slower` is 1 where the report came above the budget.
create table reporter_chain (
  stream text not null primary key,
  chain text not null,
  slower bigint not null
);
create index reporter_chain_chain on reporter_chain (chain, stream);
