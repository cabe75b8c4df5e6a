#include "api/handlers/routes.hpp"

#include "api/handlers/handlers.hpp"

namespace ledger::api {

std::vector<Route> routes() {
  return {
      {Method::post, "/v1/transaction", Body::json, Access::payments, record_transaction},
      {Method::put, "/v1/transaction", Body::json, Access::payments, record_transaction},
      {Method::post, "/v1/transactions", Body::streamed, Access::payments, record_transactions},
      {Method::post, "/v1/hold", Body::json, Access::services, place_hold},
      {Method::post, "/v1/hold/{uid}/confirm", Body::optional_json, Access::services, confirm_hold},
      {Method::post, "/v1/hold/{uid}/cancel", Body::optional_json, Access::services, cancel_hold},
      {Method::get, "/v1/user/{id}/balance", Body::none, Access::account_in_path, get_balance},
      {Method::get, "/v1/user/{id}", Body::none, Access::account_in_path, get_user},
      {Method::get, "/v1/user/{id}/transactions", Body::none, Access::account_in_path, list_transactions},
      {Method::get, "/v1/transaction/{uid}", Body::none, Access::every_role, get_transaction},
      {Method::post, "/v1/user", Body::json, Access::services, open_user},
      {Method::get, "/v1/user/{id}/statement", Body::none, Access::account_in_path, get_statement},
      {Method::get, "/v1/user/{id}/holds", Body::none, Access::account_in_path, list_holds},
      {Method::get, "/v1/hold/{uid}", Body::none, Access::every_role, get_hold},
      {Method::post, "/v1/user/{id}/repair", Body::none, Access::admins, repair_user},
      {Method::get, "/v1/users", Body::none, Access::staff, list_users},
      {Method::get, "/v1/totals", Body::none, Access::admins, get_totals},
      {Method::post, "/v1/transaction/{uid}/reverse", Body::optional_json, Access::admins, reverse_transaction},
      {Method::put, "/v1/user/{id}/limit", Body::json, Access::admins, change_limit},
      {Method::post, "/v1/user/{id}/freeze", Body::optional_json, Access::admins, freeze_user},
      {Method::post, "/v1/user/{id}/unfreeze", Body::optional_json, Access::admins, unfreeze_user},
      {Method::post, "/v1/user/{id}/close", Body::optional_json, Access::admins, close_user},
      {Method::remove, "/v1/user/{id}/identity", Body::optional_json, Access::admins, erase_identity},
      {Method::get, "/v1/events", Body::none, Access::every_role, get_events},
      {Method::post, "/v1/login", Body::json, Access::everyone, login},
      {Method::get, "/health", Body::none, Access::everyone, get_health},
      {Method::get, "/livez", Body::none, Access::everyone, get_livez},
      {Method::get, "/readyz", Body::none, Access::everyone, get_readyz},
      {Method::get, "/docs", Body::none, Access::everyone, get_web_file},
      {Method::get, "/docs/{file}", Body::none, Access::everyone, get_web_file},
      {Method::get, "/api/docs", Body::none, Access::everyone, get_web_file},
      {Method::get, "/openapi.json", Body::none, Access::everyone, get_web_file},
      {Method::get, "/asyncapi.yaml", Body::none, Access::everyone, get_web_file},
      {Method::get, "/events/{file}", Body::none, Access::everyone, get_web_file},
      {Method::get, "/ledger.proto", Body::none, Access::everyone, get_web_file},
      {Method::get, "/balance.proto", Body::none, Access::everyone, get_web_file},
      {Method::get, "/", Body::none, Access::everyone, get_web_file},
  };
}

}  // namespace ledger::api
