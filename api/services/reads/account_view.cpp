#include "api/services/reads/account_view.hpp"

#include "api/services/context/read_replica.hpp"
#include "api/services/positions/epoch_reading.hpp"
#include "api/services/reads/past_of_account.hpp"
#include "ledger/queries/transactions.hpp"

namespace ledger::api {
namespace {

std::optional<AccountView> account_view(pqxx::transaction_base& transaction, const AccountQuery& query,
                                        EpochBook& epochs) {
  const auto& known_at = query.dated.known_at;
  std::optional<Position> position;
  if (known_at.position) position = known_at.position->position;
  const auto found = account_at(transaction, query.account, query.dated.date, position);
  if (!found) {
    // There may have been none yet at a position that was given up.
    if (known_at.position) resolved(transaction, query.journal, known_at, epochs);
    return std::nullopt;
  }
  learn_epochs(transaction, query.journal, found->balance.journal_epoch, epochs);
  must_be_valid(epochs, known_at);
  AccountView view{
      .balance = found->balance, .holder = found->holder, .created = std::nullopt, .may_change = known_at.may_change};
  if (query.with_creation == WithCreation::yes) {
    const auto first = account_history(transaction, query.account, std::nullopt, false, 1);
    view.created = first.entries.at(0).legs.front().recorded;
  }
  return view;
}

/// The view as the replica has it. Returns nothing if it lacks something.
Task<std::optional<AccountView>> view_from_replica(AppContext& services, AccountQuery query) {
  const auto past = co_await past_for_replica(services, query.account, query.journal, query.dated.known_at);
  if (!past) co_return std::nullopt;
  auto read = [query, past = *past,
               &epochs = services.epochs](pqxx::transaction_base& transaction) -> std::optional<AccountView> {
    if (!has_event(transaction, past.last)) return std::nullopt;
    auto at_known = query;
    at_known.dated.known_at.position = past.known_at;
    auto view = account_view(transaction, at_known, epochs);
    if (!view) return std::nullopt;
    // The replica may lack other accounts' events up to K.
    view->balance.position = past.known_at.position;
    view->balance.journal_epoch = epochs.of(query.journal).current();
    view->holder = past.holder;
    return view;
  };
  co_return co_await services.replica->run(services.replica->points(), std::move(read));
}

}  // namespace

Task<Result<std::optional<AccountView>, Permission>> look_up_account(AppContext& services, const Principal& reader,
                                                                     AccountQuery query, MinimumPosition least) {
  if (!reader.may_read(query.account)) co_return Permission::hidden;
  co_await await_minimum(services, least);
  query.dated.known_at = co_await await_known(services, query.journal, query.dated.known_at);
  if (query.dated.date || query.dated.known_at.position) {
    auto view = co_await view_from_replica(services, query);
    if (view) co_return std::move(view);
  }
  auto read = [query, &epochs = services.epochs](pqxx::transaction_base& transaction) {
    return account_view(transaction, query, epochs);
  };
  co_return co_await services.reads.run(std::move(read));
}

}  // namespace ledger::api
