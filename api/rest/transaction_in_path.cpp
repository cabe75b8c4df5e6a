#include "api/rest/transaction_in_path.hpp"

#include "api/rest/minimum_position.hpp"

namespace ledger::api {

Task<Result<std::optional<TransactionView>>> transaction_in_path(const Request& request, AppContext& services) {
  auto uid = uid_in_path(request);
  if (!uid) co_return uid.take_refusal();
  auto not_reached = co_await await_minimum_position(request, services);
  if (not_reached) co_return std::move(*not_reached);
  auto read = [uid = *uid, journal_count = services.journal_count,
               &epochs = services.epochs](pqxx::transaction_base& transaction) {
    return read_transaction(transaction, uid, journal_count, epochs);
  };
  co_return co_await services.reads.run(std::move(read));
}

}  // namespace ledger::api
