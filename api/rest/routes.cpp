#include "api/rest/routes.hpp"

#include "api/rest/handlers.hpp"

namespace ledger::api {

std::vector<Route> routes() {
  return {
      {Method::post, "/v1/transaction", Body::json, Access::payments, record_transaction},
      {Method::put, "/v1/transaction", Body::json, Access::payments, record_transaction},
      {Method::post, "/v1/transactions", Body::streamed, Access::payments, record_transactions, Query::by_handler},
      {Method::post, "/v1/hold", Body::json, Access::services, place_hold},
      {Method::post, "/v1/hold/{uid}/confirm", Body::optional_json, Access::services, confirm_hold},
      {Method::post, "/v1/hold/{uid}/cancel", Body::optional_json, Access::services, cancel_hold},
      {Method::get, "/v1/user/{id}/balance", Body::none, Access::account_in_path, get_balance, Query::by_handler},
      {Method::get, "/v1/user/{id}", Body::none, Access::account_in_path, get_user, Query::by_handler},
      {Method::get, "/v1/user/{id}/transactions", Body::none, Access::account_in_path, list_transactions,
       Query::by_handler},
      {Method::get, "/v1/transaction/{uid}", Body::none, Access::every_role, get_transaction},
      {Method::post, "/v1/user", Body::json, Access::services, open_user},
      {Method::get, "/v1/user/{id}/statement", Body::none, Access::account_in_path, get_statement, Query::by_handler,
       Offer::by_handler},
      {Method::get, "/v1/user/{id}/holds", Body::none, Access::account_in_path, list_holds, Query::by_handler},
      {Method::get, "/v1/hold/{uid}", Body::none, Access::every_role, get_hold},
      {Method::post, "/v1/user/{id}/repair", Body::none, Access::admins, repair_user, Query::by_handler},
      {Method::get, "/v1/users", Body::none, Access::staff, list_users, Query::by_handler},
      {Method::get, "/v1/totals", Body::none, Access::admins, get_totals, Query::by_handler},
      {Method::post, "/v1/transaction/{uid}/reverse", Body::optional_json, Access::admins, reverse_transaction},
      {Method::put, "/v1/user/{id}/limit", Body::json, Access::admins, change_limit},
      {Method::post, "/v1/user/{id}/freeze", Body::optional_json, Access::admins, freeze_user},
      {Method::post, "/v1/user/{id}/unfreeze", Body::optional_json, Access::admins, unfreeze_user},
      {Method::post, "/v1/user/{id}/close", Body::optional_json, Access::admins, close_user},
      {Method::remove, "/v1/user/{id}/identity", Body::optional_json, Access::admins, erase_identity},
      {Method::get, "/v1/events", Body::none, Access::every_role, get_events, Query::by_handler, Offer::events},
      {Method::get, "/v1/operations", Body::none, Access::admins, get_operations},
      {Method::post, "/v1/login", Body::json, Access::everyone, login},
      {Method::get, "/health", Body::none, Access::everyone, get_health, Query::none, Offer::any},
      {Method::get, "/livez", Body::none, Access::everyone, get_livez, Query::none, Offer::any},
      {Method::get, "/readyz", Body::none, Access::everyone, get_readyz, Query::by_handler, Offer::any},
      {Method::get, "/docs", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/docs/{file}", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/api/docs", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/console", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/console/{file}", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/openapi.json", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/asyncapi.yaml", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/events/{file}", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/ledger.proto", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/balance.proto", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
  };
}

}  // namespace ledger::api
