#include "ledger/journal/statement_entries.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "ledger/domain/account.hpp"
#include "ledger/journal/account_versions.hpp"
#include "ledger/journal/text_rows.hpp"

namespace ledger {
namespace {

constexpr std::int64_t window = 1'000;
constexpr StatementKey behind_all{.effective = Moment::max(),
                                  .version = Version(std::numeric_limits<std::int64_t>::max())};

const std::string timely_sql = select_recorded(
    "where event.account_id = $1::bigint and event.version > $2::bigint and event.version <= $3::bigint"
    " order by event.version");
const std::string dated_sql = select_recorded(
    "where event.account_id = $1::bigint and event.effective_us <> event.recorded_us"
    " and (event.effective_us, event.version) > ($2::bigint, $3::bigint) and event.effective_us < $4::bigint"
    " order by event.effective_us, event.version limit $5::bigint");

StatementKey key_of(const Event& event) { return {.effective = event.effective, .version = event.version}; }

bool is_timely(const Event& event) { return event.effective == event.recorded; }

}  // namespace

StatementKey StatementEntries::Source::lowest() const {
  if (!found.empty()) return key_of(found.front().legs.front());
  return at_end ? behind_all : frontier;
}

StatementEntries::StatementEntries(pqxx::transaction_base& transaction, const StatementRange& range) : range_(range) {
  const auto earlier = range.from - std::chrono::microseconds(1);
  // What was recorded before the range begins was effective before it, unless it is one of the dated ones.
  timely_.frontier = {.effective = range.from, .version = version_recorded_by(transaction, range.account, earlier)};
  dated_.frontier = {.effective = earlier, .version = behind_all.version};
}

std::vector<Recorded> StatementEntries::next(pqxx::transaction_base& transaction, std::size_t limit) {
  std::vector<Recorded> entries;
  while (entries.size() < limit) {
    auto& source = timely_.lowest() < dated_.lowest() ? timely_ : dated_;
    if (!source.found.empty()) {
      entries.push_back(std::move(source.found.front()));
      source.found.pop_front();
    } else if (source.at_end) {
      break;
    } else if (&source == &timely_) {
      find_timely(transaction);
    } else {
      find_dated(transaction);
    }
  }
  return entries;
}

void StatementEntries::find_timely(pqxx::transaction_base& transaction) {
  const auto first = timely_.frontier.version.value;
  const auto last = std::min(range_.known.value, first + window);
  for (const auto& row : transaction.exec_params(timely_sql, range_.account.value, first, last)) {
    auto entry = recorded_from_text(row);
    const Event& event = entry.legs.front();
    timely_.frontier = {.effective = event.recorded, .version = event.version};
    if (is_timely(event) && is_wanted(event)) timely_.found.push_back(std::move(entry));
  }
  timely_.at_end = last >= range_.known.value || timely_.frontier.effective >= range_.before;
}

void StatementEntries::find_dated(pqxx::transaction_base& transaction) {
  const auto rows =
      transaction.exec_params(dated_sql, range_.account.value, microseconds_since_epoch(dated_.frontier.effective),
                              dated_.frontier.version.value, microseconds_since_epoch(range_.before), window);
  for (const auto& row : rows) {
    auto entry = recorded_from_text(row);
    dated_.frontier = key_of(entry.legs.front());
    if (is_wanted(entry.legs.front())) dated_.found.push_back(std::move(entry));
  }
  dated_.at_end = rows.size() < static_cast<std::size_t>(window);
}

bool StatementEntries::is_wanted(const Event& event) const {
  return event.version <= range_.known && event.effective >= range_.from && event.effective < range_.before &&
         balance_change(event) != 0;
}

}  // namespace ledger
