-- opens-with: 1
--
-- Whoever erases a case, or ends its receipts, asks for the codes of that case alone.

create index receipt_stream on receipt (stream);
