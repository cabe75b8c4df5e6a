// Every endpoint. resources/ has a file for each resource.
#pragma once

#include "api/rest/router.hpp"

namespace ledger::api {

/// POST /v1/users
Task<Response> open_user(Request& request, AppContext& services);
/// GET /v1/users/{id}
Task<Response> get_user(Request& request, AppContext& services);
/// GET /v1/users/{id}/balance
Task<Response> get_balance(Request& request, AppContext& services);
/// GET /v1/users/{id}/transactions
Task<Response> list_transactions(Request& request, AppContext& services);
/// POST and PUT /v1/transaction
Task<Response> record_transaction(Request& request, AppContext& services);
/// PUT /v1/transactions/{uid}
Task<Response> put_transaction(Request& request, AppContext& services);
/// POST /v1/transactions
Task<Response> record_transactions(Request& request, AppContext& services);
/// GET /v1/transactions/{uid}
Task<Response> get_transaction(Request& request, AppContext& services);
/// GET /v1/users/{id}/statement
Task<Response> get_statement(Request& request, AppContext& services);
/// GET /v1/users/{id}/holds
Task<Response> list_holds(Request& request, AppContext& services);
/// GET /v1/holds/{uid}
Task<Response> get_hold(Request& request, AppContext& services);
/// POST /v1/users/{id}/repair
Task<Response> repair_user(Request& request, AppContext& services);
/// GET /v1/users
Task<Response> list_users(Request& request, AppContext& services);
/// GET /v1/totals
Task<Response> get_totals(Request& request, AppContext& services);
/// POST /v1/transactions/{uid}/reverse
Task<Response> reverse_transaction(Request& request, AppContext& services);
/// POST /v1/holds
Task<Response> place_hold(Request& request, AppContext& services);
/// POST /v1/holds/{uid}/confirm
Task<Response> confirm_hold(Request& request, AppContext& services);
/// POST /v1/holds/{uid}/cancel
Task<Response> cancel_hold(Request& request, AppContext& services);
/// PUT /v1/users/{id}/limit
Task<Response> change_limit(Request& request, AppContext& services);
/// POST /v1/users/{id}/freeze
Task<Response> freeze_user(Request& request, AppContext& services);
/// POST /v1/users/{id}/unfreeze
Task<Response> unfreeze_user(Request& request, AppContext& services);
/// POST /v1/users/{id}/close
Task<Response> close_user(Request& request, AppContext& services);
/// DELETE /v1/users/{id}/identity
Task<Response> erase_identity(Request& request, AppContext& services);
/// GET /v1/events
Task<Response> get_events(Request& request, AppContext& services);
/// POST /v1/login
Task<Response> login(Request& request, AppContext& services);
/// POST /v1/login/password
Task<Response> change_login_password(Request& request, AppContext& services);
/// GET /health
Task<Response> get_health(Request& request, AppContext& services);
/// GET /livez
Task<Response> get_livez(Request& request, AppContext& services);
/// GET /readyz?for=
Task<Response> get_readyz(Request& request, AppContext& services);
/// GET /v1/operations
Task<Response> get_operations(Request& request, AppContext& services);
/// GET /docs, /docs/{file}, /api/docs, /console, /console/{file}, /openapi.json, /openapi.yaml, /asyncapi.yaml,
/// /ledger.proto
Task<Response> get_web_file(Request& request, AppContext& services);

}  // namespace ledger::api
