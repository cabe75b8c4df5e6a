#include "api/auth/principals/authenticator.hpp"

#include <strings.h>

namespace ledger::api {

std::variant<std::string_view, AuthError> bearer_token(std::string_view authorization) {
  constexpr std::string_view scheme = "Bearer ";
  const bool is_bearer =
      authorization.size() > scheme.size() && strncasecmp(authorization.data(), scheme.data(), scheme.size()) == 0;
  if (!is_bearer) return AuthError::authorization_malformed;
  return authorization.substr(scheme.size());
}

}  // namespace ledger::api
