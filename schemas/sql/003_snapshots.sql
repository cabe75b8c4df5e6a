-- Snapshots: balances derived from events. All of it can be dropped and rebuilt (`ledgerctl rebuild`), row for row.

-- Runs, the algorithm of ledger/snapshots/runs.hpp. Rows and slot changes are only ever added.
create table run_row (
  account_id   bigint  not null,
  effective_us bigint  not null,
  known_from   bigint  not null,
  run_no       integer not null,
  row_no       integer not null,
  balance      numeric not null,
  held         numeric not null,
  credited     numeric not null,
  primary key (account_id, run_no, row_no)
);
comment on table run_row is 'An event in a run of its account, with the run''s totals so far';
comment on column run_row.known_from is
  'journal position from which on the row is part of what is known; like effective_us it never falls along a run';
comment on column run_row.balance is 'minor units; a run holds some of the events, so its totals may need more than 64 bits';
comment on column run_row.credited is 'the sum of all increases of the balance';
-- Landmarks: every sixteenth row. The last row at or before a time is found by the last landmark, and behind it at
-- most fifteen neighbours by the primary key. An index on all rows would cost 30 bytes an event and save 2 µs.
create index run_row_by_effective on run_row (account_id, run_no, effective_us, row_no) where row_no % 16 = 0;
create index run_row_by_known_from on run_row (account_id, run_no, known_from, row_no) where row_no % 16 = 0;

create table run_slot (
  account_id bigint  not null,
  valid_from bigint  not null,
  slot       integer not null,
  run_no     integer not null,
  primary key (account_id, slot, valid_from)
);
comment on table run_slot is
  'From journal position valid_from on, the slot holds this run, or none where run_no is 0, until the slot''s next row';

-- Room in every page lets an update stay in it, without a new entry in the index.
create table account_snapshot (
  account_id    bigint   primary key,
  version       bigint   not null,
  position      bigint   not null,
  balance       bigint   not null,
  held          bigint   not null,
  balance_limit bigint   not null,
  runs          integer  not null,
  slots         integer  not null,
  journal       smallint not null,
  status        smallint not null,
  currency      text     not null
) with (fillfactor = 80);
comment on table account_snapshot is 'The current state of every account, as of its event `version` at `position`';
comment on column account_snapshot.runs is 'how many runs there have been';
comment on column account_snapshot.slots is 'how many slots have ever been used';

create table currency_total (
  journal  smallint not null,
  currency text     not null,
  accounts bigint   not null,
  balance  numeric  not null,
  held     numeric  not null,
  credited numeric  not null,
  primary key (journal, currency)
);
comment on table currency_total is 'Sums over all accounts of a journal as of its checkpoint';

create table currency_total_at (
  position bigint   not null,
  journal  smallint not null,
  currency text     not null,
  accounts bigint   not null,
  balance  numeric  not null,
  held     numeric  not null,
  credited numeric  not null,
  primary key (journal, position, currency)
);
comment on table currency_total_at is
  'Sums as of every 4096th position, so that those at any position are a few thousand events away';

create table snapshot_checkpoint (
  journal     smallint    primary key references journal,
  position    bigint      not null check (position >= 0),
  generation  bigint      not null,
  hash        bytea       not null check (octet_length(hash) = 32),
  holder      text        not null default '',
  lease_until timestamptz not null default '-infinity'
);
comment on table snapshot_checkpoint is
  'How far a journal is projected. Whoever changes snapshots locks the row first and finds it as it remembers it.';
comment on column snapshot_checkpoint.generation is 'raised when the snapshots are exchanged by a rebuild';
comment on column snapshot_checkpoint.hash is 'of the event at the position; the journal''s genesis hash at 0';
comment on column snapshot_checkpoint.lease_until is 'until when the projector `holder` has the others wait';
insert into snapshot_checkpoint (journal, position, generation, hash) select journal, 0, 1, genesis_hash from journal;

grant select, insert on run_row, run_slot, currency_total_at to ledger_service;
grant select, insert, update on account_snapshot, currency_total, snapshot_checkpoint to ledger_service;

-- The next two belong to balance_at, under whose settings their plans are made.
--
-- Sums over the runs as they are now: of each its last row at or before T.
create function run_totals(wanted_account bigint, slot_count integer, wanted_effective_us bigint,
                           out balance numeric, out held numeric, out credited numeric)
language plpgsql stable as $$
#variable_conflict use_column
begin
  select coalesce(sum(total.balance), 0), coalesce(sum(total.held), 0), coalesce(sum(total.credited), 0)
    into balance, held, credited
    from generate_series(0, slot_count - 1) as slots(slot)
    cross join lateral (
      select r.run_no from run_slot r where r.account_id = wanted_account and r.slot = slots.slot
       order by r.valid_from desc limit 1) as run
    cross join lateral (
      select r.row_no from run_row r
       where r.account_id = wanted_account and r.run_no = run.run_no and r.row_no % 16 = 0
         and r.effective_us <= wanted_effective_us
       order by r.effective_us desc, r.row_no desc limit 1) as landmark
    cross join lateral (
      select r.balance, r.held, r.credited from run_row r
       where r.account_id = wanted_account and r.run_no = run.run_no
         and r.row_no between landmark.row_no and landmark.row_no + 15 and r.effective_us <= wanted_effective_us
       order by r.row_no desc limit 1) as total;
end
$$;

-- Sums over the runs that were valid at K: of each the last row at or before T or the last one known at K, whichever
-- comes first. As every event stands in exactly one of them, their rows known at K number the account's version at K.
create function run_totals_known_at(wanted_account bigint, slot_count integer, wanted_effective_us bigint,
                                    wanted_position bigint, out version bigint,
                                    out balance numeric, out held numeric, out credited numeric)
language plpgsql stable as $$
#variable_conflict use_column
begin
  select coalesce(sum(known.row_no + 1), 0), coalesce(sum(total.balance), 0), coalesce(sum(total.held), 0),
         coalesce(sum(total.credited), 0)
    into version, balance, held, credited
    from generate_series(0, slot_count - 1) as slots(slot)
    cross join lateral (
      select r.run_no from run_slot r
       where r.account_id = wanted_account and r.slot = slots.slot and r.valid_from <= wanted_position
       order by r.valid_from desc limit 1) as run
    cross join lateral (
      select r.row_no from run_row r
       where r.account_id = wanted_account and r.run_no = run.run_no and r.row_no % 16 = 0
         and r.known_from <= wanted_position
       order by r.known_from desc, r.row_no desc limit 1) as known_landmark
    cross join lateral (
      select r.row_no from run_row r
       where r.account_id = wanted_account and r.run_no = run.run_no
         and r.row_no between known_landmark.row_no and known_landmark.row_no + 15 and r.known_from <= wanted_position
       order by r.row_no desc limit 1) as known
    left join lateral (
      select r.row_no from run_row r
       where r.account_id = wanted_account and r.run_no = run.run_no and r.row_no % 16 = 0
         and r.effective_us <= wanted_effective_us
       order by r.effective_us desc, r.row_no desc limit 1) as landmark on true
    left join lateral (
      select r.balance, r.held, r.credited from run_row r
       where r.account_id = wanted_account and r.run_no = run.run_no
         and r.row_no between least(landmark.row_no, known.row_no) and least(landmark.row_no + 15, known.row_no)
         and r.effective_us <= wanted_effective_us
       order by r.row_no desc limit 1) as total on true;
end
$$;

-- The balance of an account at T = wanted_effective_us (null: the state of its last event) as it was known at
-- K = wanted_position (null: now). No row if there is no such account, or was none yet at K. `credited` is null where
-- there is no T.
--
-- STABLE, so that all statements see the state that the calling statement sees. The settings force index plans: plans
-- are made once a session, maybe on tables still empty or never analysed, and must suit a million rows later.
create function balance_at(wanted_account bigint, wanted_effective_us bigint, wanted_position bigint)
returns table (currency text, balance numeric, held numeric, balance_limit bigint, status smallint, version bigint,
               journal smallint, known_at bigint, credited numeric)
language plpgsql stable
set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off
set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
#variable_conflict use_column
declare
  last_position     bigint;
  -- What the projector has reached of the account; the events behind it are the tail.
  snapshot_version  bigint;
  snapshot_position bigint;
  snapshot_balance  bigint;
  snapshot_held     bigint;
  snapshot_slots    integer;
begin
  select e.position, e.version, e.journal, e.currency, e.status, e.balance, e.held, e.balance_limit
    into last_position, version, journal, currency, status, balance, held, balance_limit
    from event e where e.account_id = wanted_account order by e.version desc limit 1;
  if not found then
    return;
  end if;
  known_at := least(wanted_position, (select e.position from event e where e.journal = balance_at.journal
                                       order by e.position desc limit 1));
  if wanted_effective_us is null and known_at >= last_position then
    return next;
    return;
  end if;

  select s.version, s.position, s.balance, s.held, s.slots
    into snapshot_version, snapshot_position, snapshot_balance, snapshot_held, snapshot_slots
    from account_snapshot s where s.account_id = wanted_account;
  if not found then
    select 0, 0, 0, 0, 0
      into snapshot_version, snapshot_position, snapshot_balance, snapshot_held, snapshot_slots;
  end if;

  if known_at < snapshot_position then
    select t.version, t.balance, t.held, t.credited into version, balance, held, credited
      from run_totals_known_at(wanted_account, snapshot_slots, wanted_effective_us, known_at) t;
  else
    if known_at < last_position then
      version := coalesce((select e.version from event e
                            where e.account_id = wanted_account and e.version > snapshot_version
                              and e.position <= known_at
                            order by e.version desc limit 1), snapshot_version);
    end if;
    select t.balance + tail.balance, t.held + tail.held, t.credited + tail.credited into balance, held, credited
      from run_totals(wanted_account, snapshot_slots, wanted_effective_us) t
      cross join (
        select coalesce(sum(change.balance), 0) as balance, coalesce(sum(change.held), 0) as held,
               coalesce(sum(greatest(change.balance, 0)), 0) as credited
          from (select e.effective_us, e.balance - lag(e.balance, 1, snapshot_balance) over in_order as balance,
                       e.held - lag(e.held, 1, snapshot_held) over in_order as held
                  from event e
                 where e.account_id = wanted_account and e.version > snapshot_version
                   and e.version <= balance_at.version
                window in_order as (order by e.version)) as change
         where change.effective_us <= wanted_effective_us) as tail;
  end if;
  if version = 0 then
    return;
  end if;
  -- Status and limit, and without T the balance as well, are those of the last event known at K.
  if known_at < last_position then
    select e.status, e.balance_limit, case when wanted_effective_us is null then e.balance else balance_at.balance end,
           case when wanted_effective_us is null then e.held else balance_at.held end
      into status, balance_limit, balance, held
      from event e where e.account_id = wanted_account and e.version = balance_at.version;
  end if;
  return next;
end
$$;
