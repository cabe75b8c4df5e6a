#include "api/auth/tokens/token_issuer.hpp"

#include "api/auth/tokens/token.hpp"
#include "api/json/json_writer.hpp"

namespace ledger::api {

IssuedToken TokenIssuer::issue(const Principal& principal, std::chrono::system_clock::time_point now,
                               std::chrono::seconds lifetime) const {
  const auto whole_now = std::chrono::floor<std::chrono::seconds>(now);
  const auto expires = whole_now + lifetime;
  JsonWriter claims;
  claims.begin_object();
  claims.member("iss", issuer_);
  claims.member("aud", audience_);
  claims.member("sub", principal.id);
  claims.member("iat", std::int64_t{whole_now.time_since_epoch().count()});
  claims.member("exp", std::int64_t{expires.time_since_epoch().count()});
  claims.name("roles");
  claims.begin_array();
  for (const auto role : {Role::user, Role::service, Role::admin}) {
    if (principal.has(role)) claims.value(name_of(role));
  }
  claims.end_array();
  claims.name("accounts");
  claims.begin_array();
  // As texts: many a program that looks into a token has only doubles.
  for (const auto account : principal.accounts) claims.value(std::to_string(account.value));
  claims.end_array();
  claims.end_object();
  return {.token = sign_token(*key_, claims.take()), .expires = expires};
}

}  // namespace ledger::api
