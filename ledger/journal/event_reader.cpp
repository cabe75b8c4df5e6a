#include "ledger/journal/event_reader.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "ledger/domain/account.hpp"
#include "ledger/domain/values/invariant.hpp"
#include "ledger/journal/commit_notice.hpp"
#include "ledger/journal/epoch_query.hpp"
#include "ledger/journal/event_row.hpp"
#include "ledger/journal/journal_sql.hpp"
#include "ledger/journal/recorded_rows.hpp"

namespace ledger {

namespace {

// Reading is one page of an index scan; a journal's end is found from its back.
const std::string read_sql = std::string("select ") + event_columns() +
                             " from event where journal = $1::smallint and position >= $2::bigint"
                             " order by position limit $3::bigint";
const std::string read_versions_sql = std::string("select ") + event_columns() +
                                      " from unnest($1::bigint[], $2::bigint[]) as wanted (account_id, version)"
                                      " join event using (account_id, version)";
const std::string read_states_sql = std::string("select ") + event_columns() +
                                    " from unnest($1::bigint[]) as wanted (account_id)"
                                    " cross join lateral (select * from event"
                                    " where event.account_id = wanted.account_id and event.position <= $2::bigint"
                                    " order by version desc limit 1) as event";
// From one account to the next by the index of versions, without a look at the versions between.
constexpr const char* accounts_after_sql =
    "with recursive account (account_id) as ("
    " (select account_id from event where account_id > $1::bigint order by account_id limit 1)"
    " union all"
    " select (select event.account_id from event where event.account_id > account.account_id"
    "   order by event.account_id limit 1) from account where account.account_id is not null)"
    " select account_id from account where account_id is not null limit $2::bigint";
constexpr const char* last_account_sql = "select account_id from event order by account_id desc limit 1";
const std::string read_ranges_sql =
    std::string("select ") + event_columns() +
    " from unnest($1::bigint[], $2::bigint[], $3::bigint[]) with ordinality as wanted (account_id, first, last, place)"
    " cross join lateral (select * from event where event.account_id = wanted.account_id"
    "  and event.version between wanted.first and wanted.last order by event.version) as event"
    " order by wanted.place, event.version";
constexpr const char* head_sql =
    "select position, hash from event where journal = $1::smallint order by position desc limit 1";
constexpr const char* hash_at_sql = "select hash from event where journal = $1::smallint and position = $2::bigint";
constexpr const char* epoch_sql = "select epoch::bigint from journal_guard where journal = $1::smallint";
constexpr const char* ends_sql =
    "select journal.journal, coalesce(last.position, 0) from journal left join lateral (select position from event"
    " where event.journal = journal.journal order by position desc limit 1) as last on true order by journal.journal";
constexpr const char* journals_sql = "select journal from journal order by journal";

constexpr SessionLimits reader_limits{.statement = std::chrono::seconds(30)};

}  // namespace

EventReader::EventReader(const DatabaseSettings& settings, const std::string& application, AnswerLimits limits)
    : connection_(settings, {.application = application, .limits = reader_limits}, std::move(limits)) {
  connection_.prepare("read_events", read_sql.c_str());
  connection_.prepare("read_versions", read_versions_sql.c_str());
  connection_.prepare("read_ranges", read_ranges_sql.c_str());
  connection_.prepare("head", head_sql);
  connection_.prepare("hash_at", hash_at_sql);
}

JournalDiffers::JournalDiffers(JournalId journal, Position position)
    : std::runtime_error("journal " + std::to_string(journal.value) + " does not hold the event at position " +
                         std::to_string(position.value) + " that was read there before") {}

namespace {

/// Reads the event in a row, which must be the one at `expected`.
Event event_at(const PostgresResult& result, int row, Position expected) {
  if (result.int64(row, 0) != expected.value) throw BrokenJournal(expected, "an event is missing");
  try {
    return event_in(result, row);
  } catch (const std::logic_error& error) {
    throw BrokenJournal(expected, error.what());
  }
}

/// Reads the events from one row on, the first of which must be the one at `expected`.
std::vector<Event> events_from(const PostgresResult& result, int first_row, Position expected) {
  std::vector<Event> events;
  events.reserve(static_cast<std::size_t>(result.rows()));
  for (int row = first_row; row < result.rows(); ++row, expected = expected.next()) {
    events.push_back(event_at(result, row, expected));
  }
  return events;
}

std::vector<Event> events_in(const PostgresResult& result) {
  std::vector<Event> events;
  events.reserve(static_cast<std::size_t>(result.rows()));
  for (int row = 0; row < result.rows(); ++row) events.push_back(event_in(result, row));
  return events;
}

}  // namespace

bool EventReader::await_notice(JournalId journal, std::chrono::milliseconds timeout) {
  if (listens_to_ == journal) return connection_.await_notification(timeout);
  connection_.execute(("listen " + notice_channel(journal)).c_str());
  listens_to_ = journal;
  return true;
}

PostgresResult EventReader::read_rows(JournalId journal, Position first, std::size_t limit) {
  PostgresParameters parameters;
  parameters.add_int16(journal.value);
  parameters.add_int64(first.value);
  parameters.add_int64(static_cast<std::int64_t>(limit));
  return connection_.execute_prepared("read_events", parameters);
}

std::vector<Event> EventReader::read(JournalId journal, Position first, std::size_t limit) {
  return events_from(read_rows(journal, first, limit), 0, first);
}

std::vector<Event> EventReader::read_behind(JournalId journal, const ChainPoint& done, std::size_t limit) {
  if (done.position == Position(0)) return read(journal, Position(1), limit);
  const auto rows = read_rows(journal, done.position, limit + 1);
  if (rows.rows() == 0 || event_at(rows, 0, done.position).hash != done.hash) {
    throw JournalDiffers(journal, done.position);
  }
  return events_from(rows, 1, done.position.next());
}

std::vector<Event> EventReader::read_versions(std::span<const std::int64_t> accounts,
                                              std::span<const std::int64_t> versions) {
  PostgresParameters parameters;
  parameters.add_int64_array(accounts);
  parameters.add_int64_array(versions);
  return events_in(connection_.execute_prepared("read_versions", parameters));
}

void EventReader::find_changes(std::span<Event> events) {
  std::vector<std::int64_t> accounts;
  std::vector<std::int64_t> versions;
  for (const auto& event : events) {
    if (tells_change(event)) continue;
    accounts.push_back(event.account.value);
    versions.push_back(event.version.value - 1);
  }
  if (accounts.empty()) return;
  const auto found = read_versions(accounts, versions);
  std::map<std::pair<AccountId, Version>, const Event*> before;
  for (const auto& event : found) before.emplace(std::pair(event.account, event.version), &event);
  for (auto& event : events) {
    if (tells_change(event)) continue;
    const auto entry = before.find({event.account, Version(event.version.value - 1)});
    if (entry == before.end() && event.version != Version(1)) {
      throw BrokenJournal(event.position, "the event before it on its account is missing");
    }
    event.found_change = change_between(entry == before.end() ? nullptr : entry->second, event);
  }
}

std::vector<Event> EventReader::read_ranges(std::span<const std::int64_t> accounts,
                                            std::span<const std::int64_t> firsts, std::span<const std::int64_t> lasts) {
  PostgresParameters parameters;
  for (const auto& column : {accounts, firsts, lasts}) parameters.add_int64_array(column);
  return events_in(connection_.execute_prepared("read_ranges", parameters));
}

TracesByPosition EventReader::read_traces(JournalId journal, Position first, Position last) {
  PostgresParameters parameters;
  parameters.add_int16(journal.value);
  parameters.add_int64(first.value);
  parameters.add_int64(last.value);
  return traces_in(connection_.execute(read_traces_sql, parameters));
}

ChainPoint EventReader::head(JournalId journal) {
  PostgresParameters parameters;
  parameters.add_int16(journal.value);
  const auto result = connection_.execute_prepared("head", parameters);
  if (result.rows() == 0) return {.position = Position(0), .hash = genesis_hash(journal)};
  return {.position = Position(result.int64(0, 0)), .hash = hash_in(result.bytes(0, 1))};
}

std::optional<Hash> EventReader::hash_at(JournalId journal, Position position) {
  if (position == Position(0)) return genesis_hash(journal);
  PostgresParameters parameters;
  parameters.add_int16(journal.value);
  parameters.add_int64(position.value);
  const auto result = connection_.execute_prepared("hash_at", parameters);
  if (result.rows() == 0) return std::nullopt;
  return hash_in(result.bytes(0, 0));
}

std::vector<Event> EventReader::read_states(std::span<const std::int64_t> accounts, Position position) {
  PostgresParameters parameters;
  parameters.add_int64_array(accounts);
  parameters.add_int64(position.value);
  const auto result = connection_.execute(read_states_sql.c_str(), parameters);
  std::vector<Event> events;
  events.reserve(static_cast<std::size_t>(result.rows()));
  for (int row = 0; row < result.rows(); ++row) events.push_back(event_in(result, row));
  return events;
}

std::vector<AccountId> EventReader::accounts_after(AccountId account, std::int64_t limit) {
  PostgresParameters parameters;
  parameters.add_int64(account.value);
  parameters.add_int64(limit);
  const auto result = connection_.execute(accounts_after_sql, parameters);
  std::vector<AccountId> accounts;
  accounts.reserve(static_cast<std::size_t>(result.rows()));
  for (int row = 0; row < result.rows(); ++row) accounts.emplace_back(result.int64(row, 0));
  return accounts;
}

AccountId EventReader::last_account() {
  const auto result = connection_.execute(last_account_sql);
  return AccountId(result.rows() == 0 ? 0 : result.int64(0, 0));
}

Epoch EventReader::epoch(JournalId journal) {
  PostgresParameters parameters;
  parameters.add_int16(journal.value);
  const auto result = connection_.execute(epoch_sql, parameters);
  ensure(result.rows() == 1, "a journal has a guard");
  return Epoch(static_cast<std::int32_t>(result.int64(0, 0)));
}

Epochs EventReader::epochs(JournalId journal) { return read_epochs(connection_, journal); }

Hash EventReader::genesis_hash(JournalId journal) {
  PostgresParameters parameters;
  parameters.add_int16(journal.value);
  const auto result = connection_.execute(journal_sql::genesis, parameters);
  ensure(result.rows() == 1, "there is no such journal");
  return hash_in(result.bytes(0, 0));
}

std::vector<JournalEnd> EventReader::ends() {
  const auto result = connection_.execute(ends_sql);
  std::vector<JournalEnd> ends;
  ends.reserve(static_cast<std::size_t>(result.rows()));
  for (int row = 0; row < result.rows(); ++row) {
    ends.push_back({.journal = JournalId(result.int16(row, 0)), .position = Position(result.int64(row, 1))});
  }
  return ends;
}

std::vector<JournalId> EventReader::journals() {
  const auto result = connection_.execute(journals_sql);
  std::vector<JournalId> journals;
  journals.reserve(static_cast<std::size_t>(result.rows()));
  for (int row = 0; row < result.rows(); ++row) journals.push_back(JournalId(result.int16(row, 0)));
  return journals;
}

}  // namespace ledger
