// Decides if a principal may give a command. REST, bulk and gRPC share these rules; only services use the dialects'
// routes.
#pragma once

#include "api/auth/principals/access.hpp"
#include "ledger/domain/commands/command.hpp"

namespace ledger::api {

/// The permissions that depend on settings.
struct AuthPolicy {
  /// True if users may deposit to their own accounts.
  bool self_deposit = false;
};

/// A user withdraws and transfers from own accounts, and deposits to them where the policy says so; to users other
/// accounts are hidden. Services open accounts, deposit, place, confirm and cancel holds. The rest is for admins.
Permission command_permission(const Principal& principal, const Command& command, const AuthPolicy& policy);

/// Same check for a command of an atomic request, except that a transfer to an account that the caller may not read is
/// forbidden. Otherwise the caller could combine it with a command that fails, and find out at no cost, as often as
/// desired, how much the receiver may take.
Permission atomic_command_permission(const Principal& principal, const Command& command, const AuthPolicy& policy);

}  // namespace ledger::api
