#include "api/auth/principals/command_permission.hpp"

namespace ledger::api {
namespace {

Permission for_role(const Principal& principal, Role role) {
  return principal.has(role) ? Permission::granted : Permission::forbidden;
}

/// Permits users with the role `user` what they do with their own accounts, and hides all other accounts from them.
Permission for_owner(const Principal& principal, AccountId account) {
  if (!principal.has(Role::user)) return Permission::forbidden;
  return principal.owns(account) ? Permission::granted : Permission::hidden;
}

/// Each command has a line: one that has none does not compile.
struct Judge {
  const Principal& principal;
  const AuthPolicy& policy;

  Permission operator()(const OpenAccount& /*command*/) const { return for_role(principal, Role::service); }
  Permission operator()(const Deposit& command) const {
    if (principal.has(Role::service)) return Permission::granted;
    const auto owner = for_owner(principal, command.account);
    return owner == Permission::granted && !policy.self_deposit ? Permission::forbidden : owner;
  }
  Permission operator()(const Withdraw& command) const { return for_owner(principal, command.account); }
  Permission operator()(const Transfer& command) const { return for_owner(principal, command.account); }
  Permission operator()(const PlaceHold& /*command*/) const { return for_role(principal, Role::service); }
  Permission operator()(const ConfirmHold& /*command*/) const { return for_role(principal, Role::service); }
  Permission operator()(const CancelHold& /*command*/) const { return for_role(principal, Role::service); }
  /// The clock's command, not anybody's.
  Permission operator()(const ExpireHold& /*command*/) const { return Permission::forbidden; }
  Permission operator()(const ReverseTransaction& /*command*/) const { return for_role(principal, Role::admin); }
  Permission operator()(const ChangeLimit& /*command*/) const { return for_role(principal, Role::admin); }
  Permission operator()(const AccountCommand& /*command*/) const { return for_role(principal, Role::admin); }
};

}  // namespace

Permission command_permission(const Principal& principal, const Command& command, const AuthPolicy& policy) {
  return std::visit(Judge{principal, policy}, command);
}

Permission atomic_command_permission(const Principal& principal, const Command& command, const AuthPolicy& policy) {
  const auto permission = command_permission(principal, command, policy);
  const auto* transfer = std::get_if<Transfer>(&command);
  if (permission != Permission::granted || transfer == nullptr || principal.may_read(transfer->to)) return permission;
  return Permission::forbidden;
}

}  // namespace ledger::api
