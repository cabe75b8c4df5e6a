#include "api/services/database_check.hpp"

namespace ledger::api {

Task<void> check_database(AppContext& services) {
  auto ask = [](pqxx::transaction_base& transaction) { return transaction.exec("select 1").size(); };
  co_await services.reads.run(std::move(ask));
}

}  // namespace ledger::api
