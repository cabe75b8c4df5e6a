#include "ledger/ctl/views/hold_table.hpp"

#include "ledger/ctl/views/ledger_views.hpp"
#include "ledger/ctl/views/money_cells.hpp"
#include "ledger/domain/details.hpp"
#include "ledger/queries/open_holds.hpp"
#include "ledger/queries/recorded_by.hpp"

namespace ledger {

Table hold_table(const std::vector<RecordedTransaction>& holds, pqxx::transaction_base& transaction) {
  Table table("holds", {"expires", "due", "account", "amount", "currency", "service", "placed", "transaction"});
  const auto now = database_clock(transaction);
  for (const auto& hold : holds) {
    const Event& placed = hold.legs.front();
    const auto terms = hold_terms(placed);
    table.add({time_cell(terms.expires), terms.expires <= now, placed.account.value, amount_cell(placed.amount, placed),
               std::string(placed.currency.code()), terms.service_id, time_cell(placed.recorded),
               to_string(placed.uid)});
  }
  return table;
}

Answer holds_view(pqxx::transaction_base& transaction, int limit) {
  return {.tables = {hold_table(open_holds_by_expiry(transaction, limit), transaction)}};
}

}  // namespace ledger
