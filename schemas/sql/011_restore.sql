-- What a restored backup needs: who confirmed that this database agrees with Kafka, what was given up, what came back.
-- The relay compares journal and Kafka; `ledger-outbox recover` and `ledger-outbox resume` bring them together again.

-- Which database this is: "SYSTEM:DATABASE:TABLE". A restored dump has another number in at least one place: another
-- server another system identifier, another database another oid, tables dropped and made anew another table oid.
create function database_identity() returns text language sql stable as
  $$ select system_identifier || ':' || (select oid from pg_database where datname = current_database()) || ':'
            || 'event'::regclass::oid from pg_control_system() $$;
-- Grows with every failover and every point-in-time recovery; 0 on a standby, which nobody writes to.
create function database_timeline() returns bigint language sql stable as
  $$ select case when pg_is_in_recovery() then 0
                 else ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint end $$;

create table journal_guard (
  journal           smallint primary key references journal,
  epoch             integer not null default 1 check (epoch >= 1),
  database_identity text,
  database_timeline bigint,
  kafka_position    bigint check (kafka_position > 0),
  common_position   bigint check (common_position >= 0),
  changed_at        timestamptz not null default clock_timestamp(),
  constraint journal_guard_stop check ((kafka_position is null) = (common_position is null))
);
comment on table journal_guard is
  'Read by every writer, written by the relay and by operators, both under the journal''s lock';
comment on column journal_guard.epoch is 'the latest of journal_epoch, so that a batch finds all it needs in one row';
comment on column journal_guard.database_identity is
  'The database of which it was confirmed that Kafka is not ahead of it; null: not confirmed';
comment on column journal_guard.kafka_position is
  'A stop: Kafka has events up to here that this database does not have. Null: none';
comment on column journal_guard.common_position is 'The last position that Kafka and this database have in common';

-- A ledger that never published is what it is. One that did may have been restored before this migration, so a relay
-- has to look first.
insert into journal_guard (journal, database_identity, database_timeline)
  select journal,
         case when not exists (select from relay_note where relay_note.journal = journal.journal)
              then database_identity() end,
         case when not exists (select from relay_note where relay_note.journal = journal.journal)
              then database_timeline() end
    from journal;
grant select, update on journal_guard to ledger_service;

create table journal_epoch (
  journal    smallint not null references journal,
  epoch      integer  not null check (epoch >= 2),
  position   bigint   not null check (position >= 0),
  hash       bytea    not null check (octet_length(hash) = 32),
  begun_at   timestamptz not null default clock_timestamp(),
  primary key (journal, epoch)
);
comment on table journal_epoch is
  'Each time that published events were given up: those of earlier epochs behind the position are void';
comment on column journal_epoch.position is 'The last position of earlier epochs that stayed valid';
comment on column journal_epoch.hash is 'Of the event there; the genesis hash at 0';

create table journal_recovery (
  journal        smallint not null references journal,
  first_position bigint   not null check (first_position > 0),
  last_position  bigint   not null check (last_position >= first_position),
  recovered_at   timestamptz not null default clock_timestamp(),
  primary key (journal, first_position)
);
comment on table journal_recovery is
  'Events that were taken back from Kafka. Their names, outside ids, logins and comments were never there.';

create trigger journal_epoch_never_changes before update or delete or truncate on journal_epoch
  for each statement execute function refuse_change();
create trigger journal_recovery_never_changes before update or delete or truncate on journal_recovery
  for each statement execute function refuse_change();
alter table journal_epoch enable always trigger journal_epoch_never_changes;
alter table journal_recovery enable always trigger journal_recovery_never_changes;
grant select, insert on journal_epoch, journal_recovery to ledger_service;

create table lost_identity (
  account_id bigint   primary key,
  state      smallint not null default 1 check (state between 1 and 3),
  changed_at timestamptz not null default clock_timestamp()
);
comment on table lost_identity is
  'Accounts that were taken back from Kafka without their identity. It is removed when the identity is imported.';
comment on column lost_identity.state is
  '1 missing: no account is opened or looked up by an outside id meanwhile; 2 waived; 3 entered anew, without proof';
create index lost_identity_missing on lost_identity (account_id) where state = 1;
grant select, insert, update, delete on lost_identity to ledger_service;

create table repeated_erasure (
  account_id      bigint      primary key,
  transaction_uid uuid        not null,
  noted_at        timestamptz not null default clock_timestamp()
);
comment on table repeated_erasure is
  'Accounts whose erasure was given up with other events: they are to be erased again';
comment on column repeated_erasure.transaction_uid is 'of the erasure that is to come, so that it happens once';
grant select, insert, delete on repeated_erasure to ledger_service;

alter table relay_note add column epoch integer not null default 1 check (epoch >= 1);
comment on column relay_note.epoch is 'of the journal when the note was written';
