#include "api/handlers/routes.hpp"

#include "api/handlers/handlers.hpp"

namespace ledger::api {

std::vector<Route> routes() {
  return {
      {Method::post, "/v1/transaction", Body::json, record_transaction},
      {Method::put, "/v1/transaction", Body::json, record_transaction},
      {Method::get, "/v1/user/{id}/balance", Body::none, get_balance},
      {Method::get, "/v1/user/{id}", Body::none, get_user},
      {Method::get, "/v1/user/{id}/transactions", Body::none, list_transactions},
      {Method::get, "/v1/transaction/{uid}", Body::none, get_transaction},
      {Method::post, "/v1/user", Body::json, open_user},
      {Method::get, "/health", Body::none, get_health},
      {Method::get, "/livez", Body::none, get_livez},
      {Method::get, "/readyz", Body::none, get_readyz},
      {Method::get, "/metrics", Body::none, get_metrics},
  };
}

}  // namespace ledger::api
