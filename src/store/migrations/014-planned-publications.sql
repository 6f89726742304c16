-- opens-with: 1
--
-- There are few planned publications among the deadlines of a large desk, and they are asked for by themselves.

create index deadline_publication on deadline (at, stream) where name = 'publication';
