-- migrate: outside a transaction
-- Accounts by how their holder's name begins, in any case of letters. In bytes' order, so that a beginning is a range.
create index concurrently identity_name on identity ((lower(name)) collate "C", account_id);
