-- opens-with: 7
--
-- What each member keeps for themselves. Nothing of it is ever seen by an outsider, and only mentions by another member.

-- Chosen by this member: saved views, the mark of the last visit, keys. Sealed under the desk's key.
create table own_desk (
  member text not null primary key,
  rev bigint not null,
  body bytea not null
);

-- Text of a form that was not sent yet, sealed under the key of its case. Once sent, the row stays empty for a while, so
-- that a save which was overtaken by the sending does not bring the text back.
create table kept_text (
  member text not null,
  stream text not null,
  form text not null,
  once text not null,
  sent bigint not null,
  at bigint not null,
  body bytea not null,
  primary key (member, stream, form)
);
create index kept_text_at on kept_text (at);
create index kept_text_stream on kept_text (stream);

-- Who was named in a note of which case: the newest time, and when that member had it before them. 0 for not yet.
create table mention (
  member text not null,
  stream text not null,
  at bigint not null,
  seen_at bigint not null,
  primary key (member, stream)
);
create index mention_newest on mention (member, at, stream);
create index mention_unseen on mention (member, stream) where seen_at = 0;
create index mention_stream on mention (stream);
