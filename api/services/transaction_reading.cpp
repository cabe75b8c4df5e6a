#include "api/services/transaction_reading.hpp"

#include <algorithm>

#include "ledger/journal/transactions.hpp"

namespace ledger::api {

std::optional<TransactionReading> read_transaction(pqxx::transaction_base& transaction, const Uid& uid,
                                                   std::int64_t journal_count) {
  // Statements see what was committed before each: the ends first, so that what is found includes them.
  std::vector<PositionToken> ends;
  for (std::int16_t journal = 0; journal < journal_count; ++journal) {
    ends.push_back({JournalId(journal), last_position(transaction, JournalId(journal))});
  }
  auto recorded = find_transaction(transaction, uid);
  if (!recorded) return std::nullopt;
  return TransactionReading{.recorded = std::move(*recorded), .ends = std::move(ends)};
}

const Event& last_event_of(const Recorded& recorded, AccountId account) {
  return *std::find_if(recorded.legs.rbegin(), recorded.legs.rend(),
                       [account](const Event& leg) { return leg.account == account; });
}

}  // namespace ledger::api
