#include "api/dialects/handlers.hpp"

namespace ledger::api {

std::vector<Route> dialect_routes() {
  return {
      {Method::post, "/api/v1/wallets/{uuid}/operation", Body::json, Access::dialect, operate_wallet, Query::none,
       Offer::any},
      {Method::get, "/api/v1/wallets/{uuid}", Body::none, Access::dialect, get_wallet, Query::none, Offer::any},
      {Method::post, "/api/v1/wallets", Body::none, Access::dialect, open_wallet, Query::none, Offer::any},
      {Method::get, "/balance/{user_id}", Body::none, Access::dialect, get_dialect_balance, Query::none, Offer::any},
      {Method::post, "/balance/{user_id}/limits", Body::json, Access::dialect, change_dialect_limit, Query::none,
       Offer::any},
      {Method::post, "/balance/{user_id}/current", Body::json, Access::dialect, change_dialect_current, Query::none,
       Offer::any},
      {Method::post, "/balance/{user_id}/transactions", Body::json, Access::dialect, open_dialect_transaction,
       Query::none, Offer::any},
      {Method::post, "/balance/{user_id}/transactions/{external_tx_id}/confirm", Body::json, Access::dialect,
       confirm_dialect_transaction, Query::none, Offer::any},
      {Method::post, "/balance/{user_id}/transactions/{external_tx_id}/cancel", Body::json, Access::dialect,
       cancel_dialect_transaction, Query::none, Offer::any},
      {Method::post, "/balance/{user_id}/repair", Body::none, Access::dialect, repair_dialect_balance, Query::none,
       Offer::any},
  };
}

}  // namespace ledger::api
