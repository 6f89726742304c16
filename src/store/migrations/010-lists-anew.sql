-- opens-with: 1
--
-- The figures of schema 9 are filled as cases change, so those of a desk that was there before have to be made from the
-- facts once. A running desk does that by itself where it finds this word; a later file that adds a projection writes
-- the same. An empty desk needs none.

insert into desk_meta (name, value)
  select 'lists-anew', '010' from (select 1 as one) as once
  where exists (select 1 from event)
  on conflict (name) do nothing;
