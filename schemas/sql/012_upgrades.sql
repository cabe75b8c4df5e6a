-- What programs of several versions beside each other need.

-- A service says at its start that the database wants `ledgerctl migrate`, so it may read which migrations it has.
grant select on schema_migration to ledger_service;
comment on table schema_migration is
  'Migrations that ledgerctl migrate has applied, with the digest of their text: applied ones are never edited';

-- An event of a newer program has a type that this view does not know yet.
create or replace view readable_event as
  select journal, position, account_id, version, transaction_uid, leg,
         coalesce((array['account_opened', 'deposited', 'withdrawn', 'transfer_sent', 'transfer_received', 'hold_placed',
                         'hold_captured', 'hold_released', 'hold_expired', 'limit_changed', 'account_frozen',
                         'account_unfrozen', 'account_closed', 'reversal_debited', 'reversal_credited',
                         'identity_erased'])[type], 'unknown (' || type || ')') as type,
         amount, balance, held, balance - held as available, nullif(balance_limit, 9223372036854775807) as balance_limit,
         currency, case status when 1 then 'open' when 2 then 'frozen' when 3 then 'closed' end as status,
         timestamptz 'epoch' + effective_us * interval '1 microsecond' as effective,
         timestamptz 'epoch' + recorded_us * interval '1 microsecond' as recorded,
         actor, details
    from event;
