// Whether a request may reach its handler, as far as its caller is concerned.
#pragma once

#include <optional>

#include "api/auth/authenticator.hpp"
#include "api/http/message/request.hpp"
#include "api/http/message/response.hpp"
#include "api/http/router.hpp"

namespace ledger::api {

/// Finds out who asks and holds it against the route's access. Sets the request's principal, which `keep` keeps alive,
/// and its actor. Returns the answer to a request that must not reach its handler: 401 with WWW-Authenticate, 403, 404
/// for somebody else's account, 503 while there are no keys.
std::optional<Response> authorize(const Route& route, const Authenticator& authenticator, Request& request,
                                  PrincipalPointer& keep);

/// 401 with WWW-Authenticate; 503 for keys_unavailable.
Response unauthorized_response(AuthError error);
/// 403 `forbidden`, or 404 `account_not_found`. Not for what is granted.
Response refusal_response(Permission permission);

}  // namespace ledger::api
