// Whether a principal may give a command. The same for REST, bulk and gRPC; the dialects' routes are for services.
#pragma once

#include "api/auth/access.hpp"
#include "ledger/domain/commands/command.hpp"

namespace ledger::api {

/// What a setting decides.
struct AuthPolicy {
  /// Whether users may deposit to their own accounts.
  bool self_deposit = false;
};

/// A user withdraws and transfers from own accounts, and deposits to them where the policy says so; to users other
/// accounts are hidden. Services open accounts, deposit, place, confirm and cancel holds. The rest is for admins.
Permission command_permission(const Principal& principal, const Command& command, const AuthPolicy& policy);

/// Likewise for a command of an atomic request. There a transfer to an account that the caller may not read is
/// forbidden: beside a command that fails it would tell what the receiver may take, as often as asked and for nothing.
Permission atomic_command_permission(const Principal& principal, const Command& command, const AuthPolicy& policy);

}  // namespace ledger::api
