#include "api/auth/principals/access.hpp"

namespace ledger::api {

Permission Access::permission(const Principal& principal, std::optional<AccountId> account) const {
  if (open_) return Permission::granted;
  if (!principal.roles.has_any_of(roles_)) return Permission::forbidden;
  if (!names_account_ || principal.owns_all) return Permission::granted;
  const bool reads_all = principal.roles.has_any_of({Role::service, Role::admin});
  if (reads_all) return Permission::granted;
  return account && principal.owns(*account) ? Permission::granted : Permission::hidden;
}

}  // namespace ledger::api
