#include "api/services/transaction_view.hpp"

#include <algorithm>

#include "api/services/epoch_reading.hpp"
#include "ledger/queries/transactions.hpp"

namespace ledger::api {

std::optional<TransactionView> read_transaction(pqxx::transaction_base& transaction, const Uid& uid,
                                                std::int64_t journal_count, EpochBook& epochs) {
  // Statements see what was committed before each: the ends first, so that what is found includes them. What is found
  // may be newer, and who sees an event sees all before it.
  std::vector<PositionToken> ends;
  for (std::int64_t number = 0; number < journal_count; ++number) {
    ends.push_back(end_of_journal(transaction, JournalId(static_cast<std::int16_t>(number)), epochs));
  }
  auto recorded = find_transaction(transaction, uid);
  if (!recorded) return std::nullopt;
  for (const auto& leg : recorded->legs) {
    auto& end = ends.at(static_cast<std::size_t>(leg.journal.value));
    if (leg.position <= end.position) continue;
    // Recorded since, maybe in a new epoch.
    end_of_journal(transaction, leg.journal, epochs);
    end = token_of(epochs, leg);
  }
  return TransactionView{.recorded = std::move(*recorded), .ends = std::move(ends)};
}

const Event& last_event_of(const RecordedTransaction& recorded, AccountId account) {
  return *std::find_if(recorded.legs.rbegin(), recorded.legs.rend(),
                       [account](const Event& leg) { return leg.account == account; });
}

}  // namespace ledger::api
