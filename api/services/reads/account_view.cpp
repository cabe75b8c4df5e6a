#include "api/services/reads/account_view.hpp"

#include "api/services/reads/epoch_reading.hpp"
#include "ledger/queries/transactions.hpp"

namespace ledger::api {
namespace {

std::optional<AccountView> account_view(pqxx::transaction_base& transaction, const AccountQuery& query,
                                        EpochBook& epochs) {
  const auto& known_at = query.dated.known_at;
  std::optional<Position> position;
  if (known_at.position) position = known_at.position->position;
  const auto balance = balance_at(transaction, query.account, query.dated.date, position);
  if (!balance) {
    // There may have been none yet at a position that was given up.
    if (known_at.position) resolved(transaction, query.journal, known_at, epochs);
    return std::nullopt;
  }
  learn_epochs(transaction, query.journal, balance->journal_epoch, epochs);
  must_be_valid(epochs, known_at);
  AccountView view{.balance = *balance,
                   .holder = find_holder(transaction, query.account),
                   .created = std::nullopt,
                   .may_change = known_at.may_change};
  if (query.with_creation == WithCreation::yes) {
    const auto first = account_history(transaction, query.account, std::nullopt, false, 1);
    view.created = first.entries.at(0).legs.front().recorded;
  }
  return view;
}

}  // namespace

Task<Result<std::optional<AccountView>, Permission>> look_up_account(AppContext& services, const Principal& reader,
                                                                     AccountQuery query, MinimumPosition least) {
  if (!reader.may_read(query.account)) co_return Permission::hidden;
  co_await await_minimum(services, least);
  query.dated.known_at = co_await await_known(services, query.journal, query.dated.known_at);
  auto read = [query, &epochs = services.epochs](pqxx::transaction_base& transaction) {
    return account_view(transaction, query, epochs);
  };
  co_return co_await services.reads.run(std::move(read));
}

}  // namespace ledger::api
