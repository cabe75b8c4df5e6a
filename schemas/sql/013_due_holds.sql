-- migrate: outside a transaction
-- Due holds are looked for over all accounts, by the expirer, and of one account that lacks money, by the writer. Both
-- read an index in its own order and stop at a limit, so neither sorts, and no statistics can make it do otherwise.
create index concurrently open_hold_due on open_hold (expires_us, transaction_uid);
create index concurrently open_hold_due_of_account on open_hold (account_id, expires_us, transaction_uid);
drop index concurrently if exists open_hold_by_expiry;
