-- The best that one event a transaction can be: one statement, prepared, autocommitted, with the columns and the
-- unique keys that the ledger has, but no chain, no total order and no retries.
\set account random(1, 1000)
with credited as (
  update bench_account set balance = balance + 100, version = version + 1 where account_id = :account
  returning account_id, version, balance
)
insert into bench_event (account_id, version, amount, balance, effective_us, recorded_us, transaction_uid, type, currency, actor)
  select account_id, version, 100, balance, 1651708800000000, 1651708800000000, gen_random_uuid(), 2, 'USD', 'bench'
    from credited;
