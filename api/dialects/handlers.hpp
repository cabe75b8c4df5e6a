// Every endpoint of the dialects, and their routes.
#pragma once

#include <vector>

#include "api/rest/router.hpp"

namespace ledger::api {

/// POST /api/v1/wallets
Task<Response> open_wallet(Request& request, AppContext& services);
/// GET /api/v1/wallets/{uuid}
Task<Response> get_wallet(Request& request, AppContext& services);
/// POST /api/v1/wallets/{uuid}/operation
Task<Response> operate_wallet(Request& request, AppContext& services);

/// GET /balance/{user_id}
Task<Response> get_dialect_balance(Request& request, AppContext& services);
/// POST /balance/{user_id}/limits
Task<Response> change_dialect_limit(Request& request, AppContext& services);
/// POST /balance/{user_id}/current
Task<Response> change_dialect_current(Request& request, AppContext& services);
/// POST /balance/{user_id}/transactions
Task<Response> open_dialect_transaction(Request& request, AppContext& services);
/// POST /balance/{user_id}/transactions/{external_tx_id}/confirm
Task<Response> confirm_dialect_transaction(Request& request, AppContext& services);
/// POST /balance/{user_id}/transactions/{external_tx_id}/cancel
Task<Response> cancel_dialect_transaction(Request& request, AppContext& services);
/// POST /balance/{user_id}/repair
Task<Response> repair_dialect_balance(Request& request, AppContext& services);

/// Returns the routes to append to the route table.
std::vector<Route> dialect_routes();

}  // namespace ledger::api
