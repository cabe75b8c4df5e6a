// Every endpoint, in the file of its name.
#pragma once

#include "api/http/router.hpp"

namespace ledger::api {

/// POST /v1/user
Task<Response> open_user(Request& request, Services& services);
/// GET /v1/user/{id}
Task<Response> get_user(Request& request, Services& services);
/// GET /v1/user/{id}/balance
Task<Response> get_balance(Request& request, Services& services);
/// GET /v1/user/{id}/transactions
Task<Response> list_transactions(Request& request, Services& services);
/// POST and PUT /v1/transaction
Task<Response> record_transaction(Request& request, Services& services);
/// GET /v1/transaction/{uid}
Task<Response> get_transaction(Request& request, Services& services);
/// GET /v1/user/{id}/statement
Task<Response> get_statement(Request& request, Services& services);
/// GET /v1/users
Task<Response> list_users(Request& request, Services& services);
/// GET /v1/totals
Task<Response> get_totals(Request& request, Services& services);
/// GET /health
Task<Response> get_health(Request& request, Services& services);
/// GET /livez
Task<Response> get_livez(Request& request, Services& services);
/// GET /readyz
Task<Response> get_readyz(Request& request, Services& services);

}  // namespace ledger::api
