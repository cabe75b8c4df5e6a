#include "ledger/journal/event_reader.hpp"

#include <algorithm>
#include <string>

#include "ledger/domain/values/invariant.hpp"
#include "ledger/journal/epoch_query.hpp"
#include "ledger/journal/journal_sql.hpp"
#include "ledger/journal/recorded_rows.hpp"
#include "ledger/postgres/stored_value.hpp"

namespace ledger {

const char* const event_columns =
    "event.position, event.account_id, event.version, event.amount, event.balance, event.held, event.balance_limit, "
    "event.effective_us, event.recorded_us, event.transaction_uid, event.journal, event.leg, event.type, "
    "event.status, event.schema_version, event.currency, event.actor, event.details, event.text_hash, event.hash";

namespace {

// Reading is one page of an index scan; a journal's end is found from its back.
const std::string read_sql = std::string("select ") + event_columns +
                             " from event where journal = $1::smallint and position >= $2::bigint"
                             " order by position limit $3::bigint";
const std::string read_versions_sql = std::string("select ") + event_columns +
                                      " from unnest($1::bigint[], $2::bigint[]) as wanted (account_id, version)"
                                      " join event using (account_id, version)";
const std::string read_states_sql = std::string("select ") + event_columns +
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
    std::string("select ") + event_columns +
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

/// The same few currencies again and again: their decimals are looked up once.
Currency currency_in(std::span<const std::uint8_t> bytes) {
  const std::string_view code(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  thread_local Currency latest;
  if (latest.code() != code) latest = require_stored(Currency::from_code(code), "a stored currency is unknown");
  return latest;
}

}  // namespace

Event event_from_row(const PostgresResult& result, int row) {
  Event event;
  int column = 0;
  event.position = Position(result.int64(row, column++));
  event.account = AccountId(result.int64(row, column++));
  event.version = Version(result.int64(row, column++));
  event.amount = result.int64(row, column++);
  event.balance = result.int64(row, column++);
  event.held = result.int64(row, column++);
  event.limit = result.int64(row, column++);
  event.effective = moment_from_microseconds(result.int64(row, column++));
  event.recorded = moment_from_microseconds(result.int64(row, column++));
  event.uid = uid_in(result.bytes(row, column++));
  event.journal = JournalId(result.int16(row, column++));
  event.leg = Leg(result.int16(row, column++));
  // The number may be any: callers that must understand it ask is_understood().
  event.type = static_cast<EventType>(result.int16(row, column++));
  event.status = require_stored(account_status_from_number(result.int16(row, column++)), "a stored status is unknown");
  event.schema_version = result.int16(row, column++);
  event.currency = currency_in(result.bytes(row, column++));
  event.actor = result.text(row, column++);
  event.details = result.text(row, column++);
  const auto text_hash = result.bytes(row, column++);
  if (!text_hash.empty()) event.text_hash = hash_in(text_hash);
  event.hash = hash_in(result.bytes(row, column));
  return event;
}

EventReader::EventReader(const DatabaseSettings& settings, const std::string& application, AnswerLimits limits)
    : connection_(settings, {.application = application, .limits = reader_limits}, std::move(limits)) {
  connection_.prepare("read_events", read_sql.c_str());
  connection_.prepare("read_versions", read_versions_sql.c_str());
  connection_.prepare("read_ranges", read_ranges_sql.c_str());
  connection_.prepare("head", head_sql);
  connection_.prepare("hash_at", hash_at_sql);
}

std::vector<Event> EventReader::read(JournalId journal, Position first, std::size_t limit) {
  PostgresParameters parameters;
  parameters.add_int16(journal.value);
  parameters.add_int64(first.value);
  parameters.add_int64(static_cast<std::int64_t>(limit));
  const auto result = connection_.execute_prepared("read_events", parameters);
  std::vector<Event> events;
  events.reserve(static_cast<std::size_t>(result.rows()));
  Position expected = first;
  for (int row = 0; row < result.rows(); ++row) {
    if (result.int64(row, 0) != expected.value) throw BrokenJournal(expected, "an event is missing");
    try {
      events.push_back(event_from_row(result, row));
    } catch (const std::logic_error& error) {
      throw BrokenJournal(expected, error.what());
    }
    expected = expected.next();
  }
  return events;
}

namespace {

std::vector<Event> events_in(const PostgresResult& result) {
  std::vector<Event> events;
  events.reserve(static_cast<std::size_t>(result.rows()));
  for (int row = 0; row < result.rows(); ++row) events.push_back(event_from_row(result, row));
  return events;
}

}  // namespace

std::vector<Event> EventReader::read_versions(std::span<const std::int64_t> accounts,
                                              std::span<const std::int64_t> versions) {
  PostgresParameters parameters;
  parameters.add_int64_array(accounts);
  parameters.add_int64_array(versions);
  return events_in(connection_.execute_prepared("read_versions", parameters));
}

std::vector<Event> EventReader::read_ranges(std::span<const std::int64_t> accounts,
                                            std::span<const std::int64_t> firsts, std::span<const std::int64_t> lasts) {
  PostgresParameters parameters;
  for (const auto& column : {accounts, firsts, lasts}) parameters.add_int64_array(column);
  return events_in(connection_.execute_prepared("read_ranges", parameters));
}

JournalHead EventReader::head(JournalId journal) {
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
  for (int row = 0; row < result.rows(); ++row) events.push_back(event_from_row(result, row));
  return events;
}

std::vector<AccountId> EventReader::accounts_after(AccountId account, std::int64_t limit) {
  PostgresParameters parameters;
  parameters.add_int64(account.value);
  parameters.add_int64(limit);
  const auto result = connection_.execute(accounts_after_sql, parameters);
  std::vector<AccountId> accounts;
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
  for (int row = 0; row < result.rows(); ++row) {
    ends.push_back({.journal = JournalId(result.int16(row, 0)), .position = Position(result.int64(row, 1))});
  }
  return ends;
}

std::vector<JournalId> EventReader::journals() {
  const auto result = connection_.execute(journals_sql);
  std::vector<JournalId> journals;
  for (int row = 0; row < result.rows(); ++row) journals.push_back(JournalId(result.int16(row, 0)));
  return journals;
}

}  // namespace ledger
