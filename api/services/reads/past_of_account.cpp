#include "api/services/reads/past_of_account.hpp"

#include "api/services/context/read_replica.hpp"
#include "ledger/queries/transactions.hpp"

namespace ledger::api {
namespace {

std::optional<PastOfAccount> read_past(pqxx::transaction_base& transaction, AccountId account, JournalId journal,
                                       const KnownPosition& known, EpochBook& epochs) {
  const auto known_at = resolved(transaction, journal, known, epochs);
  auto last = last_event(transaction, account);
  auto holder = find_holder(transaction, account);
  if (!last || !holder) return std::nullopt;
  return PastOfAccount{.known_at = known_at, .last = std::move(*last), .holder = std::move(*holder)};
}

}  // namespace

Task<std::optional<PastOfAccount>> past_for_replica(AppContext& services, AccountId account, JournalId journal,
                                                    KnownPosition known) {
  if (services.replica == nullptr || !services.replica->may_be_asked()) co_return std::nullopt;
  auto read = [account, journal, known, &epochs = services.epochs](pqxx::transaction_base& transaction) {
    return read_past(transaction, account, journal, known, epochs);
  };
  co_return co_await services.reads.run(std::move(read));
}

}  // namespace ledger::api
