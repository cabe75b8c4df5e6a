-- What a batch stores comes as one array of rows, and a batch that was decided ahead of the lock as one statement.

create type event_row as (
  position bigint, account_id bigint, version bigint, amount bigint, balance bigint, held bigint,
  balance_limit bigint, effective_us bigint, recorded_us bigint, transaction_uid uuid, journal smallint,
  leg smallint, type smallint, status smallint, schema_version smallint, currency text, actor text, details text,
  text_hash bytea, hash bytea);
comment on type event_row is
  'Rows of table event as a writer sends them. Never altered, since older writers go on sending it: a new column of
event gets a new type.';

-- Raised by every batch that refuses a command and appends nothing. One that appends moves the journal's end. So an
-- append that was decided before somebody was refused, and comes after it, finds that one of the two has moved.
-- A sequence, because a row that is updated as often leaves dead versions behind.
create sequence refusal_fence as bigint;
select setval('refusal_fence', 1);
grant usage, select on refusal_fence to ledger_service;

-- Appends a journal's next events if the journal ends where its writer believes, and if nothing keeps writers from it.
-- Everything is looked at under the journal's lock, by a statement that begins after the lock was granted. Where
-- anything is not as the writer says, nothing is appended. `clock_us` is the clock under the lock, in microseconds.
-- It commits by itself, so that no client that stops before its last byte keeps the lock: it has to be called alone,
-- outside a transaction.
create procedure append_events(
    in_journal smallint, in_last_position bigint, in_last_hash bytea, in_fence bigint, in_database text,
    in_timeline bigint, in_epoch bigint, in_recorded_us bigint, in_clock_tolerance_us bigint, in_events event_row[],
    inout appended boolean default null, inout clock_us bigint default null)
language plpgsql as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise 'append_events must see what was committed before the lock was granted';
  end if;
  perform from journal where journal.journal = in_journal for update;
  clock_us := (extract(epoch from clock_timestamp()) * 1000000)::bigint;
  appended := abs(clock_us - in_recorded_us) <= in_clock_tolerance_us
    and exists (select from event where event.journal = in_journal and event.position = in_last_position
                                    and event.hash = in_last_hash)
    and not exists (select from event where event.journal = in_journal and event.position = in_last_position + 1)
    and (select last_value from refusal_fence) = in_fence
    and exists (select from journal_guard as guard
                 where guard.journal = in_journal and guard.epoch = in_epoch
                   and guard.common_position is null and guard.database_timeline = in_timeline
                   and guard.database_identity = in_database || 'event'::regclass::oid);
  if appended then
    insert into event (position, account_id, version, amount, balance, held, balance_limit, effective_us, recorded_us,
                       transaction_uid, journal, leg, type, status, schema_version, currency, actor, details,
                       text_hash, hash)
      select * from unnest(in_events);
  end if;
  commit;
end
$$;
