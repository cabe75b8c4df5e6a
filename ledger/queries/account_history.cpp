#include <algorithm>
#include <limits>
#include <string>

#include "ledger/domain/decision.hpp"
#include "ledger/journal/pqxx_event_rows.hpp"
#include "ledger/postgres/database.hpp"
#include "ledger/queries/account_versions.hpp"
#include "ledger/queries/transactions.hpp"

namespace ledger {
namespace {

/// The most events that a page may look at where not all of them are wanted.
constexpr std::int64_t window_versions = 10'000;
constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();

// Versions behind $2 up to $3, never more than a window, so that the plan depends on no table's size; times from $4 on
// and before $5; types in $6, or any where that is null.
std::string history_sql(const char* order) {
  return select_recorded(std::string("where event.account_id = $1::bigint and event.version > $2::bigint"
                                     " and event.version <= $3::bigint and event.effective_us >= $4::bigint"
                                     " and event.effective_us < $5::bigint"
                                     " and ($6::smallint[] is null or event.type = any($6::smallint[]))"
                                     " order by event.version ") +
                         order + " limit $7::bigint");
}

const std::string ascending_sql = history_sql("asc");
const std::string descending_sql = history_sql("desc");

/// The versions behind `low` up to `high`.
struct VersionRange {
  std::int64_t low = 0;
  std::int64_t high = greatest;
};

/// Returns the versions of the account that are left in this direction. A filter by time leaves out what was recorded
/// before it began, since an event is effective before it is recorded, unless a client's clock runs ahead.
VersionRange remaining(pqxx::transaction_base& transaction, AccountId account, std::optional<Version> after,
                       bool descending, const HistoryFilter& filter) {
  VersionRange range;
  if (filter.from) {
    const auto too_early = *filter.from - clock_tolerance - std::chrono::microseconds(1);
    range.low = version_recorded_by(transaction, account, too_early).value;
  }
  if (after && descending) range.high = after->value - 1;
  if (after && !descending) range.low = std::max(range.low, after->value);
  return range;
}

/// The part of the range that one page looks at: `size` versions. `range` must end where the account ends.
VersionRange window_of(const VersionRange& range, bool descending, std::int64_t size) {
  auto window = range;
  if (descending) {
    window.low = std::max(range.low, range.high - size);
  } else {
    window.high = std::min(range.high, range.low + size);
  }
  return window;
}

std::string types_array(const std::vector<EventType>& types) {
  std::string array;
  for (const auto type : types) {
    array += array.empty() ? '{' : ',';
    array += std::to_string(static_cast<std::int16_t>(type));
  }
  return array + "}";
}

}  // namespace

HistoryPage account_history(pqxx::transaction_base& transaction, AccountId account, std::optional<Version> after,
                            bool descending, int limit, const HistoryFilter& filter) {
  HistoryPage page;
  auto range = remaining(transaction, account, after, descending, filter);
  const auto last = last_version(transaction, account);
  page.account_exists = last != Version(0);
  range.high = std::min(range.high, last.value);
  // Versions have no gaps: a page of all of them is a window of its own length.
  const auto window = window_of(range, descending, filter.takes_all() ? limit + 1 : window_versions);
  const auto from = filter.from ? microseconds_since_epoch(*filter.from) : std::numeric_limits<std::int64_t>::min();
  const auto before = filter.before ? microseconds_since_epoch(*filter.before) : greatest;
  const auto types = types_array(filter.types);
  // One more than asked for tells whether there is a next page.
  const auto rows = execute_often(transaction, descending ? descending_sql : ascending_sql, account.value, window.low,
                                  window.high, from, before, filter.types.empty() ? nullptr : types.c_str(), limit + 1);
  for (const auto& row : rows) {
    if (page.entries.size() == static_cast<std::size_t>(limit)) {
      page.next = page.entries.back().legs.front().version;
      return page;
    }
    page.entries.push_back(recorded_from_text(row));
  }
  if (descending && window.low > range.low) page.next = Version(window.low + 1);
  if (!descending && window.high < range.high) page.next = Version(window.high);
  return page;
}

}  // namespace ledger
