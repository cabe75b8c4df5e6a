#include "api/auth/principals/role.hpp"

namespace ledger::api {

std::string_view name_of(Role role) {
  switch (role) {
    case Role::user:
      return "user";
    case Role::service:
      return "service";
    case Role::admin:
      return "admin";
  }
  __builtin_unreachable();
}

std::optional<Role> parse_role(std::string_view name) {
  for (const auto role : {Role::user, Role::service, Role::admin}) {
    if (name_of(role) == name) return role;
  }
  return std::nullopt;
}

}  // namespace ledger::api
