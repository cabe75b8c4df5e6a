-- Due holds are looked for over all accounts, by the expirer, and of one account that lacks money, by the writer. Both
-- read an index in its own order and stop at a limit, so neither sorts, and no statistics can make it do otherwise.
drop index open_hold_by_expiry;
create index open_hold_by_expiry on open_hold (expires_us, transaction_uid);
create index open_hold_by_account_and_expiry on open_hold (account_id, expires_us, transaction_uid);
