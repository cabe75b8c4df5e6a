-- Holds are decided ahead of the lock as well: the rows of open_hold come in the same message as the events.

-- append_events, which older programs go on calling, with the open holds that the events begin (uids, accounts, amounts,
-- expiries) and the uids of those that they end. Still everything is looked at under the journal's lock, nothing is
-- stored where anything is not as the writer says, and it commits by itself. A hold may begin and end with one call.
create procedure append_events_and_holds(
    in_journal smallint, in_last_position bigint, in_last_hash bytea, in_fence bigint, in_database text,
    in_timeline bigint, in_epoch bigint, in_recorded_us bigint, in_clock_tolerance_us bigint, in_events event_row[],
    in_opened uuid[], in_accounts bigint[], in_amounts bigint[], in_expiries_us bigint[], in_ended uuid[],
    inout appended boolean default null, inout clock_us bigint default null)
language plpgsql as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise 'append_events_and_holds must see what was committed before the lock was granted';
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
  end if;
  commit;
end
$$;
