#include "api/auth/principals/principal.hpp"

#include <algorithm>

namespace ledger::api {

bool Principal::owns(AccountId account) const {
  return owns_all || std::binary_search(accounts.begin(), accounts.end(), account);
}

bool Principal::may_read(AccountId account) const {
  return roles.has_any_of({Role::service, Role::admin}) || (has(Role::user) && owns(account));
}

Principal anonymous_principal() { return {.id = "anonymous", .roles = all_roles, .accounts = {}, .owns_all = true}; }

const Principal& nobody() {
  static const Principal without_role{.id = "nobody", .roles = {}, .accounts = {}};
  return without_role;
}

}  // namespace ledger::api
