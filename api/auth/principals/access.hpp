// Declares who may use a REST route or a gRPC method. Each must declare its access: there is no default.
#pragma once

#include <optional>

#include "api/auth/principals/principal.hpp"

namespace ledger::api {

/// The result of checking a caller's permission for a request.
enum class Permission {
  granted,
  forbidden,  ///< the caller's roles do not allow it: 403
  hidden,     ///< it concerns somebody else's account: 404, as though there were none
};

/// One of the constants below. It cannot be made from nothing, so a route without it does not compile.
class Access {
 public:
  /// Everyone, without a token.
  static const Access everyone;
  /// Every role. The handler sees to it that a user meets nothing but own accounts (Principal::may_read).
  static const Access every_role;
  /// Every role, for the account whose id is the first open segment of the path; users only for their own accounts.
  static const Access account_in_path;
  /// Users and services: payments. The handler asks command_permission().
  static const Access payments;
  /// Users: what is the holder's alone.
  static const Access users;
  /// Services and admins: lists of accounts.
  static const Access staff;
  static const Access services;
  static const Access admins;
  /// Services; served by the dialects' own listener too.
  static const Access dialect;

  [[nodiscard]] constexpr bool needs_token() const { return !open_; }
  [[nodiscard]] constexpr bool is_dialect() const { return dialect_; }
  [[nodiscard]] constexpr bool names_account() const { return names_account_; }

  /// Returns what the principal may do. `account` is the account in the path if names_account() is true, and nullopt if
  /// the path holds no valid account number.
  [[nodiscard]] Permission permission(const Principal& principal, std::optional<AccountId> account) const;

 private:
  struct Kind {
    bool open = false;
    bool names_account = false;
    bool dialect = false;
  };
  constexpr explicit Access(Roles roles) : Access(roles, Kind{}) {}
  constexpr Access(Roles roles, Kind kind)
      : roles_(roles), open_(kind.open), names_account_(kind.names_account), dialect_(kind.dialect) {}

  Roles roles_;
  bool open_;
  bool names_account_;
  bool dialect_;
};

inline constexpr Access Access::everyone{Roles{}, Kind{.open = true}};
inline constexpr Access Access::every_role{all_roles};
inline constexpr Access Access::account_in_path{all_roles, Kind{.names_account = true}};
inline constexpr Access Access::payments{Roles{Role::user, Role::service}};
inline constexpr Access Access::users{Roles{Role::user}};
inline constexpr Access Access::staff{Roles{Role::service, Role::admin}};
inline constexpr Access Access::services{Roles{Role::service}};
inline constexpr Access Access::admins{Roles{Role::admin}};
inline constexpr Access Access::dialect{Roles{Role::service}, Kind{.dialect = true}};

}  // namespace ledger::api
