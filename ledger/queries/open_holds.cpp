#include "ledger/queries/open_holds.hpp"

#include <string>

#include "ledger/journal/pqxx_event_rows.hpp"
#include "ledger/postgres/database.hpp"

namespace ledger {
namespace {

// The page first, since tables are joined in the order in which they are written.
const std::string open_holds_sql = select_recorded_holds(
    "(select transaction_uid from open_hold where account_id = $1::bigint and transaction_uid > $2::uuid"
    " order by transaction_uid limit $3::bigint) as page"
    " join event on event.transaction_uid = page.transaction_uid and event.leg = 0",
    "order by page.transaction_uid");

const std::string by_expiry_sql = select_recorded_holds(
    "(select expires_us, transaction_uid from open_hold order by expires_us, transaction_uid limit $1::bigint) as page"
    " join event on event.transaction_uid = page.transaction_uid and event.leg = 0",
    "order by page.expires_us, page.transaction_uid");

}  // namespace

OpenHoldPage open_holds(pqxx::transaction_base& transaction, AccountId account, const std::optional<Uid>& after,
                        int limit) {
  // One more than asked for tells whether there is a next page. No uid is the nil one.
  const auto rows = execute(transaction, open_holds_sql, account.value, to_string(after.value_or(Uid{})), limit + 1);
  OpenHoldPage page;
  for (const auto& row : rows) {
    if (page.holds.size() == static_cast<std::size_t>(limit)) {
      page.next = page.holds.back().legs.front().uid;
      break;
    }
    page.holds.push_back(recorded_from_text(row));
  }
  return page;
}

std::vector<RecordedTransaction> open_holds_by_expiry(pqxx::transaction_base& transaction, int limit) {
  std::vector<RecordedTransaction> holds;
  for (const auto& row : execute(transaction, by_expiry_sql, limit)) holds.push_back(recorded_from_text(row));
  return holds;
}

}  // namespace ledger
