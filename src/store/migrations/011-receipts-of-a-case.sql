-- opens-with: 1
--
-- A case is found by its code, and the codes of a case are asked for where a person is shut out of it or the case is
-- erased: on a large desk that was a look at every code there is.

create index receipt_stream on receipt (stream, person);
