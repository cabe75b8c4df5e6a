-- Where a request stood in its caller's trace (W3C Trace Context), so that the record on Kafka can go on with it. It is no
-- part of an event, which is hashed and kept for ever: a row lives until the relay has published its event. Requests
-- without a trace have no row.

create table event_trace (
  position    bigint   not null check (position > 0),
  journal     smallint not null,
  traceparent bytea    not null check (octet_length(traceparent) = 25),
  primary key (journal, position)
);
comment on table event_trace is 'Traces of events that are not published yet; written with their events';
comment on column event_trace.traceparent is 'trace-id (16 bytes), parent-id (8) and flags (1)';
grant select, insert, update, delete on event_trace to ledger_service;

-- append_events_and_holds for batches of which some commands have a trace (positions, traces). Older programs, and
-- batches without one, go on calling that.
create procedure append_traced_events(
    in_journal smallint, in_last_position bigint, in_last_hash bytea, in_fence bigint, in_database text,
    in_timeline bigint, in_epoch bigint, in_recorded_us bigint, in_clock_tolerance_us bigint, in_events event_row[],
    in_opened uuid[], in_accounts bigint[], in_amounts bigint[], in_expiries_us bigint[], in_ended uuid[],
    in_positions bigint[], in_traces bytea[],
    inout appended boolean default null, inout clock_us bigint default null)
language plpgsql as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise 'append_traced_events must see what was committed before the lock was granted';
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
    if cardinality(in_opened) > 0 then
      insert into open_hold (transaction_uid, account_id, amount, expires_us)
        select * from unnest(in_opened, in_accounts, in_amounts, in_expiries_us);
    end if;
    if cardinality(in_ended) > 0 then
      delete from open_hold where transaction_uid = any(in_ended);
    end if;
    -- There may be a row of an event that was given up after a restore.
    insert into event_trace (journal, position, traceparent)
      select in_journal, position, traceparent from unnest(in_positions, in_traces) as new (position, traceparent)
      on conflict (journal, position) do update set traceparent = excluded.traceparent;
  end if;
  commit;
end
$$;
