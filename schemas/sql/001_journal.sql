-- The journal: the only truth. Everything else in this database can be derived from it or may be erased.

-- Roles belong to the whole server, so another database's migration may be creating the same one right now.
do $$
begin
  create role ledger_service nologin;
exception when duplicate_object or unique_violation then null;
end
$$;

revoke create on schema public from public;
grant usage on schema public to ledger_service;

create table journal (
  journal      smallint primary key check (journal >= 0),
  genesis_hash bytea not null check (octet_length(genesis_hash) = 32)
);
comment on table journal is
  'One row a journal. Writers lock it FOR UPDATE to take turns; it is never updated, so it leaves no dead versions.';
comment on column journal.genesis_hash is 'hash(0): random, so that two ledgers'' chains cannot be exchanged';

insert into journal (journal, genesis_hash)
  select 0, sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'));

-- No foreign key to journal: its check would look the same row up again for every event. verify notices a stray one.
-- Eight-byte columns first, then the rest by alignment: 174 bytes a row instead of 200.
create table event (
  position         bigint   not null check (position > 0),
  account_id       bigint   not null check (account_id > 0),
  version          bigint   not null check (version > 0),
  amount           bigint   not null check (amount >= 0),
  balance          bigint   not null,
  held             bigint   not null check (held >= 0),
  balance_limit    bigint   not null,
  effective_us     bigint   not null,
  recorded_us      bigint   not null,
  transaction_uid  uuid     not null,
  journal          smallint not null,
  leg              smallint not null check (leg between 0 and 2),
  type             smallint not null check (type > 0),
  status           smallint not null check (status between 1 and 3),
  schema_version   smallint not null check (schema_version > 0),
  currency         text     not null check (octet_length(currency) = 3),
  actor            text     not null check (octet_length(actor) between 1 and 128),
  details          text     not null check (octet_length(details) <= 2048),
  text_hash        bytea    not null check (octet_length(text_hash) in (0, 32)),
  hash             bytea    not null check (octet_length(hash) = 32),
  primary key (journal, position),
  constraint event_account_version unique (account_id, version),
  constraint event_transaction_leg unique (transaction_uid, leg),
  constraint event_balance_available check (balance - held >= 0),
  constraint event_balance_within_limit check (balance <= balance_limit),
  constraint event_opens_at_version_one check ((type = 1) = (version = 1))
);
comment on table event is
  'Immutable facts, one account each, with the account''s state after it. Appended by the writer only.';
comment on column event.amount is 'minor units of the currency; the direction is the type''s';
comment on column event.balance is 'after this event, in minor units';
comment on column event.held is 'part of the balance that open holds have set aside, after this event';
comment on column event.balance_limit is '9223372036854775807: none';
comment on column event.effective_us is 'when the money moved: microseconds since 1970-01-01 UTC';
comment on column event.recorded_us is 'when the ledger committed it; never falls along a journal';
comment on column event.type is '1 account_opened, 2 deposited, 3 withdrawn';
comment on column event.status is 'of the account after this event: 1 open, 2 frozen, 3 closed';
-- The bounds on actor and details keep an event's JSON below 16 KiB, even if every character needs an escape.
comment on column event.details is 'what only this type has; empty where there is nothing';
comment on column event.text_hash is 'salted hash of erasable texts; empty where there are none';
comment on column event.hash is 'SHA-256 of the previous event''s hash and this event''s canonical bytes';

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% on % is refused: events and journals are never changed or removed', tg_op, tg_table_name
    using errcode = 'restrict_violation';
end
$$;

create trigger event_never_changes before update or delete or truncate on event
  for each statement execute function refuse_change();
create trigger journal_never_changes before update or delete or truncate on journal
  for each statement execute function refuse_change();
-- ALWAYS: also in a session that replays replication (session_replication_role = replica).
alter table event enable always trigger event_never_changes;
alter table journal enable always trigger journal_never_changes;

-- FOR UPDATE asks for the right to update some column; the trigger refuses the update itself.
grant select on journal to ledger_service;
grant update (journal) on journal to ledger_service;
grant select, insert on event to ledger_service;

create sequence account_id_sequence as bigint;
grant usage on sequence account_id_sequence to ledger_service;

-- For people: times and names instead of numbers.
create view readable_event as
  select journal, position, account_id, version, transaction_uid, leg,
         case type when 1 then 'account_opened' when 2 then 'deposited' when 3 then 'withdrawn' end as type,
         amount, balance, held, balance - held as available, nullif(balance_limit, 9223372036854775807) as balance_limit,
         currency, case status when 1 then 'open' when 2 then 'frozen' when 3 then 'closed' end as status,
         timestamptz 'epoch' + effective_us * interval '1 microsecond' as effective,
         timestamptz 'epoch' + recorded_us * interval '1 microsecond' as recorded,
         actor, details
    from event;
grant select on readable_event to ledger_service;

-- The last position recorded at or before a moment; 0 if there is none. Recorded times never fall along a journal, so
-- halving finds it in a few dozen look-ups, without an index that every append would pay for.
create function position_at(asked_journal smallint, recorded_at_us bigint) returns bigint
  language plpgsql stable as $$
declare
  low  bigint := 0;   -- recorded at or before the moment, or before the first
  high bigint;        -- recorded later, or behind the last
  middle bigint;
  found_us bigint;
begin
  select coalesce(max(position), 0) + 1 into high from event where journal = asked_journal;
  while high - low > 1 loop
    middle := low + (high - low) / 2;
    select recorded_us into strict found_us from event where journal = asked_journal and position = middle;
    if found_us <= recorded_at_us then low := middle; else high := middle; end if;
  end loop;
  return low;
end
$$;
