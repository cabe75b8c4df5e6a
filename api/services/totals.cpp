#include "api/services/totals.hpp"

namespace ledger::api {

PositionsAsked all_at(Moment time, std::int64_t journal_count) {
  PositionsAsked asked;
  for (std::int16_t journal = 0; journal < journal_count; ++journal) {
    asked[JournalId(journal)] = {.position = std::nullopt, .time = time};
  }
  return asked;
}

Totals read_totals(pqxx::transaction_base& transaction, std::int64_t journal_count, const PositionsAsked& asked) {
  Totals totals;
  for (std::int16_t number = 0; number < journal_count; ++number) {
    const JournalId journal(number);
    const auto known = asked.find(journal);
    const auto position = resolved(transaction, journal, known == asked.end() ? KnownPosition{} : known->second);
    totals.positions.push_back({journal, position});
    for (const auto& [currency, part] : totals_at(transaction, journal, position)) {
      auto& total = totals.by_currency[currency];
      total.accounts += part.accounts;
      total.balance += part.balance;
      total.held += part.held;
      total.credited += part.credited;
    }
  }
  return totals;
}

}  // namespace ledger::api
