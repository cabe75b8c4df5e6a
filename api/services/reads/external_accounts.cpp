#include "api/services/reads/external_accounts.hpp"

#include "api/services/reads/known_identity.hpp"
#include "ledger/queries/account_list.hpp"

namespace ledger::api {

Task<std::optional<Event>> look_up_external(AppContext& services, std::string external_id, MinimumPosition least) {
  co_await await_minimum(services, least);
  auto find = [external_id = std::move(external_id)](pqxx::transaction_base& transaction) -> std::optional<Event> {
    auto found =
        find_known(transaction, [&](pqxx::transaction_base& session) { return find_account(session, external_id); });
    return found ? std::optional(std::move(found->last)) : std::nullopt;
  };
  co_return co_await services.reads.run(std::move(find));
}

}  // namespace ledger::api
