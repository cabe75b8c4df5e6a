// The reasons why a caller is not authenticated.
#pragma once

#include <string_view>

namespace ledger::api {

/// Each has a stable name that clients may rely on, and a sentence for people.
enum class AuthError {
  token_missing,
  authorization_repeated,
  authorization_malformed,
  token_too_large,
  token_malformed,
  token_critical,
  token_algorithm,
  token_key_unknown,
  token_signature,
  token_issuer,
  token_audience,
  token_claims,
  token_expired,
  token_not_yet_valid,
  token_lifetime,
  token_subject,
  keys_unavailable,  ///< not the caller's fault: the issuer's keys could not be fetched yet (503)
};

/// "token_expired"
std::string_view name_of(AuthError error);
/// A sentence without quotes, for `detail` and WWW-Authenticate.
std::string_view explanation_of(AuthError error);

}  // namespace ledger::api
