#include "api/services/transaction_reading.hpp"

#include <algorithm>

#include "ledger/journal/transactions.hpp"

namespace ledger::api {

std::optional<TransactionReading> read_transaction(pqxx::transaction_base& transaction, const Uid& uid,
                                                   std::int64_t journal_count) {
  // Statements see what was committed before each: the ends first, so that what is found includes them. What is found
  // may be newer, and who sees an event sees all before it.
  std::vector<PositionToken> ends;
  for (std::int64_t number = 0; number < journal_count; ++number) {
    const JournalId journal(static_cast<std::int16_t>(number));
    ends.push_back({journal, last_position(transaction, journal)});
  }
  auto recorded = find_transaction(transaction, uid);
  if (!recorded) return std::nullopt;
  for (const auto& leg : recorded->legs) {
    auto& end = ends.at(static_cast<std::size_t>(leg.journal.value));
    end.position = std::max(end.position, leg.position);
  }
  return TransactionReading{.recorded = std::move(*recorded), .ends = std::move(ends)};
}

const Event& last_event_of(const Recorded& recorded, AccountId account) {
  return *std::find_if(recorded.legs.rbegin(), recorded.legs.rend(),
                       [account](const Event& leg) { return leg.account == account; });
}

}  // namespace ledger::api
