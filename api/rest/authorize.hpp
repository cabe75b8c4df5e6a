// Decides whether a request may reach its handler, as far as its caller is concerned.
#pragma once

#include <optional>

#include "api/auth/principals/authenticator.hpp"
#include "api/http/message/request.hpp"
#include "api/http/message/response.hpp"
#include "api/rest/router.hpp"

namespace ledger::api {

/// Authenticates the caller and checks the route's access. Sets the request's principal, which `keep` keeps alive, and
/// its actor; the principal is nobody() if no token is needed. Returns the answer to a request that must not reach its
/// handler: 401 with WWW-Authenticate, 403, 404 for another user's account, 503 while there are no keys.
std::optional<Response> authorize(const Route& route, const Authenticator& authenticator, Request& request,
                                  PrincipalPointer& keep);

}  // namespace ledger::api
