-- Erasing looks rows up, however many there are: none of it is worth a scan of a table.
alter function erase_comments(bigint, bigint, bigint) set enable_seqscan = off;
alter function erase_comments(bigint, bigint, bigint) set enable_hashjoin = off;
alter function erase_comments(bigint, bigint, bigint) set enable_mergejoin = off;
