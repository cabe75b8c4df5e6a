#include "api/services/account_view.hpp"

#include "api/services/epoch_reading.hpp"
#include "ledger/queries/transactions.hpp"

namespace ledger::api {

std::optional<AccountView> read_account(pqxx::transaction_base& transaction, const AccountQuery& question,
                                        EpochBook& epochs) {
  const auto& known_at = question.dated.known_at;
  std::optional<Position> position;
  if (known_at.position) position = known_at.position->position;
  const auto balance = balance_at(transaction, question.account, question.dated.date, position);
  if (!balance) {
    // There may have been none yet at a position that was given up.
    if (known_at.position) resolved(transaction, question.journal, known_at, epochs);
    return std::nullopt;
  }
  learn_epochs(transaction, question.journal, balance->journal_epoch, epochs);
  must_be_valid(epochs, known_at);
  AccountView reading{.balance = *balance,
                      .holder = find_holder(transaction, question.account),
                      .created = std::nullopt,
                      .may_change = known_at.may_change};
  if (question.with_creation == WithCreation::yes) {
    const auto first = account_history(transaction, question.account, std::nullopt, false, 1);
    reading.created = first.entries.at(0).legs.front().recorded;
  }
  return reading;
}

}  // namespace ledger::api
