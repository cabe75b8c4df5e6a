-- What only reading needs.

-- An account's events by effective time, for statements. Those that were effective when they were recorded, which is
-- most of them, are in that order by their versions already: they stay out, so that an append does not pay for them.
create index event_by_effective on event (account_id, effective_us, version) where effective_us <> recorded_us;

-- The last version of an account whose event was recorded at or before both the position and the moment; 0 if there is
-- none. Neither ever falls from one version to the next, so halving finds it in a few dozen look-ups.
create function version_at(wanted_account bigint, wanted_position bigint, recorded_at_us bigint) returns bigint
  language plpgsql stable as $$
declare
  low  bigint := 0;   -- recorded by then, or before the first
  high bigint;        -- recorded later, or behind the last
  middle bigint;
  is_known boolean;
begin
  select coalesce(max(version), 0) + 1 into high from event where account_id = wanted_account;
  while high - low > 1 loop
    middle := low + (high - low) / 2;
    select position <= wanted_position and recorded_us <= recorded_at_us into strict is_known
      from event where account_id = wanted_account and version = middle;
    if is_known then low := middle; else high := middle; end if;
  end loop;
  return low;
end
$$;

-- The repair of an account's snapshots takes out rows that do not follow from its events.
grant delete on run_row, run_slot, account_snapshot to ledger_service;
