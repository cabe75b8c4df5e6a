#include "api/services/account_reading.hpp"

#include "ledger/journal/transactions.hpp"

namespace ledger::api {

std::optional<AccountReading> read_account(pqxx::transaction_base& transaction, const AccountQuestion& question) {
  auto known_at = question.dated.known_at;
  if (question.dated.known_at_time) {
    known_at = position_at(transaction, question.journal, *question.dated.known_at_time);
  }
  const auto balance = balance_at(transaction, question.account, question.dated.date, known_at);
  if (!balance) return std::nullopt;
  AccountReading reading{
      .balance = *balance, .holder = find_holder(transaction, question.account), .created = std::nullopt};
  if (question.with_creation == WithCreation::yes) {
    const auto first = account_history(transaction, question.account, std::nullopt, false, 1);
    reading.created = first.entries.at(0).legs.front().recorded;
  }
  return reading;
}

}  // namespace ledger::api
