#include "api/services/reads/repaired_account.hpp"

#include "api/services/positions/epoch_reading.hpp"

namespace ledger::api {

Task<std::optional<RepairedAccount>> repair_snapshots(AppContext& services, AccountId account) {
  const auto journal = services.journal_of(account);
  auto report = co_await services.repairs.run(journal, account);
  if (!report) co_return std::nullopt;
  auto learn = [&epochs = services.epochs](pqxx::transaction_base& transaction) {
    learn_all_epochs(transaction, epochs);
    return true;
  };
  co_await services.reads.run(std::move(learn));
  const auto position = token_at(services.epochs, journal, report->position);
  co_return RepairedAccount{.report = std::move(*report), .position = position};
}

}  // namespace ledger::api
