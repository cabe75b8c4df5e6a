// The caller of a request: its id, roles and accounts.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "api/auth/principals/role.hpp"
#include "ledger/domain/values/ids.hpp"

namespace ledger::api {

class Key;

/// Actors stand in events for ever, so a principal's id is opaque: 1 to 128 bytes, and no personal data.
constexpr std::size_t principal_id_bytes_max = 128;

/// The time for which a token identifies its principal.
struct TokenLife {
  /// The time when the token expires, including the leeway for clocks that differ.
  std::chrono::system_clock::time_point expires = std::chrono::system_clock::time_point::max();
  /// The key that signed it; none where no token was asked for.
  std::shared_ptr<const Key> key = nullptr;
};

/// A caller with a valid token, or the one that a setting defines.
struct Principal {
  std::string id;
  Roles roles;
  /// Own accounts, in ascending order.
  std::vector<AccountId> accounts;
  /// True if all accounts count as the caller's own, which is so only while authentication is switched off.
  bool owns_all = false;
  /// Unlimited if no token was required.
  TokenLife token = {};

  [[nodiscard]] bool has(Role role) const { return roles.has(role); }
  [[nodiscard]] bool owns(AccountId account) const;
  /// Returns true if the principal may read this account's balance and history: services and admins read all accounts,
  /// users their own.
  [[nodiscard]] bool may_read(AccountId account) const;
};

/// A principal is shared by all requests that carry its token.
using PrincipalPointer = std::shared_ptr<const Principal>;

/// Everybody, where auth is switched off.
Principal anonymous_principal();
/// Returns a principal without roles, which may only use what is open to everyone.
const Principal& nobody();

}  // namespace ledger::api
