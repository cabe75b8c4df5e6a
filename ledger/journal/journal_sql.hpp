// The writer's SQL on events. Each statement after the lock sees what was committed before the lock was granted, since
// at READ COMMITTED it takes a snapshot of its own (PostgreSQL manual, section 13.2.1).
#pragma once

#include <chrono>
#include <string>

namespace ledger::journal_sql {

constexpr const char* begin = "begin isolation level read committed";
constexpr const char* commit = "commit";

/// Parameter: journal.
constexpr const char* genesis = "select genesis_hash from journal where journal = $1::smallint";

/// Parameter: journal.
constexpr const char* lock = "select genesis_hash from journal where journal = $1::smallint for update";

/// Parameters: journal, position, how many at most, identity of the database up to its table's oid, timeline: the
/// events from the position on. Each row ends with the clock, read after the lock was granted, what the guard says
/// (GuardState), the current epoch and refusal_fence; without events there is one row with these alone.
const std::string& catch_up();
/// Parameters: journal, identity, timeline. Answers the same of the last event only.
const std::string& last_of_journal();
/// Parameters: journal, identity, timeline. Reads what the guard says (GuardState), without a lock.
const std::string& guard_state();
/// Parameters: account ids (bigint[]), uids (uuid[]). The last event of each of the accounts, and of those that the
/// transactions under the uids belong to.
const std::string& last_events();
/// Parameter: uids (uuid[]). Their events and texts, by uid and leg.
const std::string& recorded();
/// Parameter: uids (uuid[]). The accounts of the transactions under them, which never change.
constexpr const char* accounts_of_transactions =
    "select distinct account_id from event where transaction_uid = any($1::uuid[])";
/// At most this many due holds are looked up at once, for all accounts together.
constexpr int due_holds_looked_up_max = 2'000;
/// The most that are looked up for one account.
constexpr int due_holds_per_account_max = 500;
/// Parameters: account ids, for each a time from which on it has open holds (bigint[]), a time in µs. Selects the
/// events that placed the open holds of these accounts that end at that time or before: of each account the first
/// `due_holds_per_account_max` by expiry and uid, in no order. Rows of open_hold that do not agree with the events are
/// passed over.
const std::string& due_holds_of_accounts();
/// The most that the recorded time of a batch that was decided ahead of the lock may differ from the database's clock
/// under the lock.
constexpr std::chrono::microseconds append_clock_tolerance{20'000};
/// Parameters: journal, position and hash of its last event, refusal_fence, identity and timeline of the database,
/// epoch, recorded time, the most that this may differ from the clock (µs), rows of events, what
/// SideRows::add_open_holds() adds. Answers whether they were appended, and the clock under the lock; by then they are
/// committed. Fails with a unique violation if one of the uids is recorded already.
constexpr const char* append_optimistically =
    "call append_events_and_holds($1::smallint, $2::bigint, $3::bytea, $4::bigint, $5::text,"
    " $6::bigint, $7::bigint, $8::bigint, $9::bigint, $10::event_row[], $11::uuid[], $12::bigint[], $13::bigint[], "
    "$14::bigint[],"
    " $15::uuid[])";
/// Parameters: the same, and behind them what EventTraces::add_to() adds.
constexpr const char* append_traced =
    "call append_traced_events($1::smallint, $2::bigint, $3::bytea, $4::bigint, $5::text,"
    " $6::bigint, $7::bigint, $8::bigint, $9::bigint, $10::event_row[], $11::uuid[], $12::bigint[], $13::bigint[], "
    "$14::bigint[],"
    " $15::uuid[], $16::bigint[], $17::bytea[])";
/// Tells appends that were decided ahead of the lock that somebody was refused since.
constexpr const char* raise_fence = "select nextval('refusal_fence')";
/// Parameter: how many. Numbers for accounts to open.
constexpr const char* fresh_accounts = "select nextval('account_id_sequence') from generate_series(1, $1::bigint)";

/// A statement and the name under which the writer prepares it.
struct NamedStatement {
  const char* name;
  const char* sql;
};

/// Parameters: uids (uuid[]), accounts, amounts, expiries (bigint[]).
constexpr NamedStatement insert_open_holds{
    "insert_open_holds",
    "insert into open_hold (transaction_uid, account_id, amount, expires_us)"
    " select * from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[])"};
/// Parameter: uids (uuid[]).
constexpr NamedStatement delete_open_holds{"delete_open_holds",
                                           "delete from open_hold where transaction_uid = any($1::uuid[])"};
/// Parameters: reversed uids (uuid[]), their legs (smallint[]), uids of the reversing transactions (uuid[]).
constexpr NamedStatement insert_reversals{"insert_reversals",
                                          "insert into reversal (reverses_uid, leg, reversed_by_uid)"
                                          " select * from unnest($1::uuid[], $2::smallint[], $3::uuid[])"};
/// Parameters: account ids, versions (bigint[]).
constexpr NamedStatement insert_pending_erasures{
    "insert_pending_erasures",
    "insert into pending_erasure (account_id, up_to_version) select * from unnest($1::bigint[], $2::bigint[])"};

/// For a query on table event: which transaction reversed the leg, and where that comes from.
#define LEDGER_REVERSAL_COLUMN " reversal.reversed_by_uid "
#define LEDGER_REVERSAL_JOIN \
  " left join reversal on reversal.reverses_uid = event.transaction_uid and reversal.leg = event.leg "

}  // namespace ledger::journal_sql
