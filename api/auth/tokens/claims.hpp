// Reads the claims of a token after its signature has been verified.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "api/auth/principals/auth_error.hpp"
#include "api/auth/principals/principal.hpp"

namespace ledger::api {

/// The rules that every token must satisfy.
struct TokenRules {
  /// Must be among the token's `aud`.
  std::string audience = "ledger";
  /// The clock difference that is tolerated when times are checked: 0 to 300 s.
  std::chrono::seconds leeway{30};
  /// A token is refused if its `exp` lies further in the future than this.
  std::chrono::seconds lifetime_max{86'400};
  /// Names of the claims that hold the roles and the numbers of own accounts.
  std::string roles_claim = "roles";
  std::string accounts_claim = "accounts";
  /// The issuer of the ledger's own login. Only its tokens may have an account as subject (`account:7`), so that no
  /// other caller's actor or Idempotency-Key can be taken for those of the account's user.
  std::string login_issuer = "ledger";
};

/// Subjects of the ledger's own login begin with this; the account's number follows.
constexpr std::string_view login_subject_prefix = "account:";

/// The principal of claims (the decoded JSON) that keep the rules, at `now`, and are from the issuer that the key
/// belongs to. It does not know the key yet.
std::variant<Principal, AuthError> read_claims(std::string_view json, const std::string& issuer,
                                               const TokenRules& rules, std::chrono::system_clock::time_point now);

}  // namespace ledger::api
