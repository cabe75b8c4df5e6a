#include "ledger/journal/open_holds.hpp"

#include <string>

#include "ledger/journal/text_rows.hpp"

namespace ledger {
namespace {

const std::string open_holds_sql = select_recorded_holds(
    "join open_hold on open_hold.transaction_uid = event.transaction_uid"
    " where open_hold.account_id = $1::bigint and open_hold.transaction_uid > $2::uuid and event.leg = 0"
    " order by open_hold.transaction_uid limit $3::bigint");

}  // namespace

OpenHoldPage open_holds(pqxx::transaction_base& transaction, AccountId account, const std::optional<Uid>& after,
                        int limit) {
  // One more than asked for tells whether there is a next page. No uid is the nil one.
  const auto rows = transaction.exec_params(open_holds_sql, account.value, to_string(after.value_or(Uid{})), limit + 1);
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

}  // namespace ledger
