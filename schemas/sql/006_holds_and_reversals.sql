-- What the writer keeps beside the events of a batch, in the same transaction: what few events have, and what must be
-- found by something else than a uid. Both tables follow from the events, and verify compares them.

create table open_hold (
  transaction_uid uuid   primary key,
  account_id      bigint not null,
  amount          bigint not null check (amount > 0),
  expires_us      bigint not null
);
comment on table open_hold is 'Holds that were neither confirmed nor canceled and have not expired';
comment on column open_hold.expires_us is 'microseconds since 1970-01-01 UTC; from then on the hold can only expire';
create index open_hold_by_expiry on open_hold (expires_us);
create index open_hold_by_account on open_hold (account_id, transaction_uid);

create table reversal (
  reverses_uid    uuid     not null,
  leg             smallint not null,
  reversed_by_uid uuid     not null,
  primary key (reverses_uid, leg)
);
comment on table reversal is 'Which transaction reversed a leg of which; the key lets it happen once';

create trigger reversal_never_changes before update or delete or truncate on reversal
  for each statement execute function refuse_change();
alter table reversal enable always trigger reversal_never_changes;

grant select, insert, delete on open_hold to ledger_service;
grant select, insert on reversal to ledger_service;

comment on column event.type is
  '1 account_opened, 2 deposited, 3 withdrawn, 4 transfer_sent, 5 transfer_received, 6 hold_placed, 7 hold_captured,'
  ' 8 hold_released, 9 hold_expired, 10 limit_changed, 11 account_frozen, 12 account_unfrozen, 13 account_closed,'
  ' 14 reversal_debited, 15 reversal_credited, 16 identity_erased';
comment on column event.details is 'what only this type has, a line name=value each; empty where there is nothing';

create or replace view readable_event as
  select journal, position, account_id, version, transaction_uid, leg,
         (array['account_opened', 'deposited', 'withdrawn', 'transfer_sent', 'transfer_received', 'hold_placed',
                'hold_captured', 'hold_released', 'hold_expired', 'limit_changed', 'account_frozen', 'account_unfrozen',
                'account_closed', 'reversal_debited', 'reversal_credited', 'identity_erased'])[type] as type,
         amount, balance, held, balance - held as available, nullif(balance_limit, 9223372036854775807) as balance_limit,
         currency, case status when 1 then 'open' when 2 then 'frozen' when 3 then 'closed' end as status,
         timestamptz 'epoch' + effective_us * interval '1 microsecond' as effective,
         timestamptz 'epoch' + recorded_us * interval '1 microsecond' as recorded,
         actor, details
    from event;
