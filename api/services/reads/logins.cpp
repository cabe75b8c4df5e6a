#include "api/services/reads/logins.hpp"

#include "api/services/reads/known_identity.hpp"

namespace ledger::api {
namespace {

std::optional<StoredLogin> find_evenly(pqxx::transaction_base& transaction, const std::string& login) {
  // Asked first, so that one that is brought back meanwhile is found.
  const bool are_missing = identities_are_missing(transaction);
  auto found = find_login(transaction, login);
  if (!found && are_missing) throw identities_lost();
  return found;
}

}  // namespace

Task<std::optional<StoredLogin>> look_up_login(AppContext& services, std::string login) {
  auto find = [login = std::move(login)](pqxx::transaction_base& transaction) {
    return find_login(transaction, login);
  };
  co_return co_await services.reads.run(std::move(find));
}

Task<std::optional<StoredLogin>> look_up_login_evenly(AppContext& services, std::string login) {
  auto find = [login = std::move(login)](pqxx::transaction_base& transaction) {
    return find_evenly(transaction, login);
  };
  co_return co_await services.reads.run(std::move(find));
}

}  // namespace ledger::api
