-- opens-with: 1
--
-- The inbox asks each of its groups for one stage. Without this every case of that stage was looked at, group by group,
-- for the few or none that stand there.

create index inbox_stage_group on case_inbox (stage, grp, due_at, number);
