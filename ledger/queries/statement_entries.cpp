#include "ledger/queries/statement_entries.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "ledger/domain/account.hpp"
#include "ledger/journal/pqxx_event_rows.hpp"
#include "ledger/postgres/database.hpp"
#include "ledger/queries/account_versions.hpp"

namespace ledger {
namespace {

// Events that are looked at by one statement: few for a short page, more for a long one, or where few are found. One
// more than there are on a page tells whether there is another page.
constexpr std::int64_t small_window = 101;
constexpr std::int64_t large_window = 1'001;
/// The most windows that a full page looks at to learn whether anything follows.
constexpr int looks_ahead_max = 3;
constexpr std::chrono::microseconds tick{1};
constexpr Version greatest_version(std::numeric_limits<std::int64_t>::max());
constexpr StatementKey behind_all{.effective = Moment::max(), .version = greatest_version};

/// The types that never move money, as an array of PostgreSQL. A type that this program does not know is not among
/// them, so that its events are not left out in silence.
std::string idle_types() {
  std::string types;
  for (std::int16_t number = 1; number <= event_type_number_max; ++number) {
    const auto type = event_type_from_number(number);
    Event event;
    event.amount = 1;
    if (type) event.type = *type;
    if (type && balance_change(event) == 0) types.append(types.empty() ? "{" : ",").append(std::to_string(number));
  }
  return types + "}";
}
const std::string idle_types_array = idle_types();

// Versions behind $2 up to $3. No limit: a window has no more versions than it is long.
const std::string timely_sql = select_recorded(
    "where event.account_id = $1::bigint and event.version > $2::bigint and event.version <= $3::bigint"
    " and event.effective_us = event.recorded_us and event.type <> all($4::smallint[]) order by event.version");
constexpr const char* recorded_sql =
    "select recorded_us from event where account_id = $1::bigint and version = $2::bigint";

/// The key that ends a window, of those behind ($2, $3) and effective before $4: the one behind so many others. Their
/// number is a literal: the plan of a limit that is a parameter would depend on the size of the table.
std::string window_end_sql(const char* others) {
  return std::string(
             "select effective_us, version from event where account_id = $1::bigint and effective_us <> recorded_us"
             " and (effective_us, version) > ($2::bigint, $3::bigint) and effective_us < $4::bigint"
             " order by effective_us, version offset ") +
         others + " limit 1";
}
const std::string small_window_end_sql = window_end_sql("100");
const std::string large_window_end_sql = window_end_sql("1000");
// Keys behind ($2, $3) up to ($4, $5), and versions up to $6.
const std::string dated_sql = select_recorded(
    "where event.account_id = $1::bigint and event.effective_us <> event.recorded_us"
    " and (event.effective_us, event.version) > ($2::bigint, $3::bigint)"
    " and (event.effective_us, event.version) <= ($4::bigint, $5::bigint) and event.version <= $6::bigint"
    " and event.type <> all($7::smallint[]) order by event.effective_us, event.version");

StatementKey key_of(const Event& event) { return {.effective = event.effective, .version = event.version}; }

}  // namespace

StatementKey StatementEntries::Source::lowest() const {
  if (!found.empty()) return key_of(found.front().legs.front());
  return at_end ? behind_all : frontier;
}

StatementEntries::StatementEntries(pqxx::transaction_base& transaction, const StatementRange& range,
                                   const std::optional<StatementKey>& after)
    : range_(range), reached_{.effective = range.from - tick, .version = greatest_version} {
  if (after) reached_ = std::max(reached_, *after);
  // The timely events recorded earlier are done, and so are the lower versions of those recorded just then.
  const auto first = version_recorded_by(transaction, range.account, reached_.effective - tick);
  const auto last = version_recorded_by(transaction, range.account, reached_.effective);
  timely_.frontier = {.effective = reached_.effective, .version = std::clamp(reached_.version, first, last)};
  dated_.frontier = reached_;
}

std::vector<RecordedTransaction> StatementEntries::next(pqxx::transaction_base& transaction, std::size_t limit,
                                                        std::int64_t looked_at_max) {
  std::vector<RecordedTransaction> entries;
  const auto first_window = limit < static_cast<std::size_t>(small_window) ? small_window : large_window;
  auto timely_window = first_window;
  auto dated_window = first_window;
  std::int64_t looked_at = 0;
  int looks_ahead = 0;
  const auto begin = reached_;
  for (;;) {
    auto& source = timely_.lowest() < dated_.lowest() ? timely_ : dated_;
    has_more_ = !source.found.empty() || !source.at_end;
    if (!has_more_) return entries;
    const bool is_full = entries.size() == limit;
    if (!source.found.empty()) {
      if (is_full) return entries;
      entries.push_back(std::move(source.found.front()));
      source.found.pop_front();
      reached_ = key_of(entries.back().legs.front());
      continue;
    }
    // Only behind where it began: a page that stood still would be asked for again and again.
    const bool has_moved = std::max(reached_, source.frontier) > begin;
    const bool is_enough = looked_at >= looked_at_max || (is_full && looks_ahead++ == looks_ahead_max);
    if (is_enough && has_moved) {
      reached_ = std::max(reached_, source.frontier);
      return entries;
    }
    if (&source == &timely_) {
      looked_at += timely_window;
      find_timely(transaction, std::exchange(timely_window, large_window));
    } else {
      looked_at += dated_window;
      find_dated(transaction, std::exchange(dated_window, large_window));
    }
  }
}

void StatementEntries::find_timely(pqxx::transaction_base& transaction, std::int64_t window) {
  const auto first = timely_.frontier.version.value;
  const auto last = std::min(range_.known.value, first + window);
  timely_.at_end = first >= last;
  if (timely_.at_end) return;
  for (const auto& row : execute(transaction, timely_sql, range_.account.value, first, last, idle_types_array)) {
    auto entry = recorded_from_text(row);
    const Event& event = entry.legs.front();
    timely_.frontier = key_of(event);
    if (event.effective >= range_.from && event.effective < range_.before) timely_.found.push_back(std::move(entry));
  }
  if (timely_.frontier.version.value < last) {
    const auto row = execute_for_row(transaction, recorded_sql, range_.account.value, last);
    timely_.frontier = {.effective = moment_from_microseconds(whole_number(row[0])), .version = Version(last)};
  }
  timely_.at_end = last >= range_.known.value || timely_.frontier.effective >= range_.before;
}

void StatementEntries::find_dated(pqxx::transaction_base& transaction, std::int64_t window) {
  const auto from_us = microseconds_since_epoch(dated_.frontier.effective);
  const auto from_version = dated_.frontier.version.value;
  StatementKey last{.effective = range_.before - tick, .version = greatest_version};
  const auto end = execute(transaction, window == small_window ? small_window_end_sql : large_window_end_sql,
                           range_.account.value, from_us, from_version, microseconds_since_epoch(range_.before));
  dated_.at_end = end.empty();
  if (!end.empty()) {
    last = {.effective = moment_from_microseconds(whole_number(end[0][0])),
            .version = Version(whole_number(end[0][1]))};
  }
  const auto rows =
      execute(transaction, dated_sql, range_.account.value, from_us, from_version,
              microseconds_since_epoch(last.effective), last.version.value, range_.known.value, idle_types_array);
  for (const auto& row : rows) dated_.found.push_back(recorded_from_text(row));
  dated_.frontier = last;
}

}  // namespace ledger
