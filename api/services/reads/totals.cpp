#include "api/services/reads/totals.hpp"

namespace ledger::api {
namespace {

Totals totals_of(pqxx::transaction_base& transaction, std::int64_t journal_count, const PositionsAsked& asked,
                 EpochBook& epochs) {
  Totals totals;
  for (std::int16_t number = 0; number < journal_count; ++number) {
    const JournalId journal(number);
    const auto known = asked.find(journal);
    const auto wanted = known == asked.end() ? KnownPosition{} : known->second;
    const auto token = resolved(transaction, journal, wanted, epochs);
    if (wanted.may_change) totals.may_change = totals.may_change.value_or(false) || *wanted.may_change;
    totals.positions.push_back(token);
    for (const auto& [currency, part] : totals_at(transaction, journal, token.position)) {
      auto& total = totals.by_currency[currency];
      total.accounts += part.accounts;
      total.balance += part.balance;
      total.held += part.held;
      total.credited += part.credited;
    }
  }
  return totals;
}

}  // namespace

PositionsAsked all_at(Moment time, std::int64_t journal_count) {
  PositionsAsked asked;
  for (std::int16_t journal = 0; journal < journal_count; ++journal) {
    asked[JournalId(journal)] = {.time = time};
  }
  return asked;
}

Task<Totals> read_totals(AppContext& services, PositionsAsked asked, MinimumPosition least, std::string caller) {
  co_await await_minimum(services, least);
  for (auto& [journal, known] : asked) known = co_await await_known(services, journal, known);
  auto read = [count = services.journal_count, asked = std::move(asked), &epochs = services.epochs](
                  pqxx::transaction_base& transaction) { return totals_of(transaction, count, asked, epochs); };
  co_return co_await services.long_reads.run(std::move(read), std::move(caller));
}

}  // namespace ledger::api
