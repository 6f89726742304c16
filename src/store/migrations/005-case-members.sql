-- opens-with: 5
--
-- Need-to-know: who of the team may see a case that not everybody may see. A case without rows is the whole team's. An
-- older binary would not look here and show every case to every member, so it may not open the database any more.

create table case_member (
  stream text not null,
  member text not null,
  primary key (stream, member)
);
create index case_member_member on case_member (member, stream);
