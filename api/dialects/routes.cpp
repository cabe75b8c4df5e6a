#include "api/dialects/handlers.hpp"

namespace ledger::api {

std::vector<Route> dialect_routes() {
  return {
      {Method::post, "/api/v1/wallets/{uuid}/operation", Body::json, Access::dialect, operate_wallet},
      {Method::get, "/api/v1/wallets/{uuid}", Body::none, Access::dialect, get_wallet},
      {Method::post, "/api/v1/wallets", Body::none, Access::dialect, open_wallet},
      {Method::get, "/balance/{user_id}", Body::none, Access::dialect, get_dialect_balance},
      {Method::post, "/balance/{user_id}/limits", Body::json, Access::dialect, change_dialect_limit},
      {Method::post, "/balance/{user_id}/current", Body::json, Access::dialect, change_dialect_current},
      {Method::post, "/balance/{user_id}/transactions", Body::json, Access::dialect, open_dialect_transaction},
      {Method::post, "/balance/{user_id}/transactions/{external_tx_id}/confirm", Body::json, Access::dialect,
       confirm_dialect_transaction},
      {Method::post, "/balance/{user_id}/transactions/{external_tx_id}/cancel", Body::json, Access::dialect,
       cancel_dialect_transaction},
      {Method::post, "/balance/{user_id}/repair", Body::none, Access::dialect, repair_dialect_balance},
  };
}

}  // namespace ledger::api
