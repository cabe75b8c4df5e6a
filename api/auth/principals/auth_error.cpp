#include "api/auth/principals/auth_error.hpp"

namespace ledger::api {

std::string_view name_of(AuthError error) {
  switch (error) {
    case AuthError::token_missing:
      return "token_missing";
    case AuthError::authorization_repeated:
      return "authorization_repeated";
    case AuthError::authorization_malformed:
      return "authorization_malformed";
    case AuthError::token_too_large:
      return "token_too_large";
    case AuthError::token_malformed:
      return "token_malformed";
    case AuthError::token_critical:
      return "token_critical";
    case AuthError::token_algorithm:
      return "token_algorithm";
    case AuthError::token_key_unknown:
      return "token_key_unknown";
    case AuthError::token_signature:
      return "token_signature";
    case AuthError::token_issuer:
      return "token_issuer";
    case AuthError::token_audience:
      return "token_audience";
    case AuthError::token_claims:
      return "token_claims";
    case AuthError::token_expired:
      return "token_expired";
    case AuthError::token_not_yet_valid:
      return "token_not_yet_valid";
    case AuthError::token_lifetime:
      return "token_lifetime";
    case AuthError::token_subject:
      return "token_subject";
    case AuthError::keys_unavailable:
      return "keys_unavailable";
  }
  __builtin_unreachable();
}

std::string_view explanation_of(AuthError error) {
  switch (error) {
    case AuthError::token_missing:
      return "a bearer token is needed: Authorization: Bearer ...";
    case AuthError::authorization_repeated:
      return "a request has one Authorization";
    case AuthError::authorization_malformed:
      return "Authorization must be Bearer, one blank, and the token";
    case AuthError::token_too_large:
      return "a token has at most 4096 bytes";
    case AuthError::token_malformed:
      return "this is no signed JSON Web Token";
    case AuthError::token_critical:
      return "the token has critical extensions, and none is known here";
    case AuthError::token_algorithm:
      return "the token is signed by another algorithm than its key is for";
    case AuthError::token_key_unknown:
      return "the token names no key that is known here";
    case AuthError::token_signature:
      return "the token's signature is wrong";
    case AuthError::token_issuer:
      return "the token is from another issuer than its key";
    case AuthError::token_audience:
      return "the token is meant for somebody else";
    case AuthError::token_claims:
      return "a claim of the token is missing or is not what it should be";
    case AuthError::token_expired:
      return "the token has expired";
    case AuthError::token_not_yet_valid:
      return "the token is not valid yet";
    case AuthError::token_lifetime:
      return "the token is valid for longer than is accepted here";
    case AuthError::token_subject:
      return "the token's subject is not an opaque id of letters, digits and -_.:|/, or begins with account:, as only "
             "those of the ledger's own login do";
    case AuthError::keys_unavailable:
      return "the issuer's keys could not be fetched yet";
  }
  __builtin_unreachable();
}

}  // namespace ledger::api
