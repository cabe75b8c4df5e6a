#include "api/rest/routes.hpp"

#include "api/rest/handlers.hpp"

namespace ledger::api {
namespace {

/// The route, which is also found by the path that earlier releases had for it.
Route formerly(std::string_view pattern, Route route) {
  route.former_pattern = pattern;
  return route;
}

}  // namespace

std::vector<Route> routes() {
  return {
      {Method::post, "/v1/transaction", Body::json, Access::payments, record_transaction},
      {Method::put, "/v1/transaction", Body::json, Access::payments, record_transaction},
      {Method::put, "/v1/transactions/{uid}", Body::json, Access::payments, put_transaction},
      {Method::post, "/v1/transactions", Body::streamed, Access::payments, record_transactions, Query::by_handler},
      formerly("/v1/hold", {Method::post, "/v1/holds", Body::json, Access::services, place_hold}),
      formerly("/v1/hold/{uid}/confirm",
               {Method::post, "/v1/holds/{uid}/confirm", Body::optional_json, Access::services, confirm_hold}),
      formerly("/v1/hold/{uid}/cancel",
               {Method::post, "/v1/holds/{uid}/cancel", Body::optional_json, Access::services, cancel_hold}),
      formerly("/v1/user/{id}/balance", {Method::get, "/v1/users/{id}/balance", Body::none, Access::account_in_path,
                                         get_balance, Query::by_handler}),
      formerly("/v1/user/{id}",
               {Method::get, "/v1/users/{id}", Body::none, Access::account_in_path, get_user, Query::by_handler}),
      formerly("/v1/user/{id}/transactions", {Method::get, "/v1/users/{id}/transactions", Body::none,
                                              Access::account_in_path, list_transactions, Query::by_handler}),
      formerly("/v1/transaction/{uid}",
               {Method::get, "/v1/transactions/{uid}", Body::none, Access::every_role, get_transaction}),
      formerly("/v1/user", {Method::post, "/v1/users", Body::json, Access::services, open_user}),
      formerly("/v1/user/{id}/statement", {Method::get, "/v1/users/{id}/statement", Body::none, Access::account_in_path,
                                           get_statement, Query::by_handler, Offer::by_handler}),
      formerly("/v1/user/{id}/holds", {Method::get, "/v1/users/{id}/holds", Body::none, Access::account_in_path,
                                       list_holds, Query::by_handler}),
      formerly("/v1/hold/{uid}", {Method::get, "/v1/holds/{uid}", Body::none, Access::every_role, get_hold}),
      formerly("/v1/user/{id}/repair",
               {Method::post, "/v1/users/{id}/repair", Body::none, Access::admins, repair_user, Query::by_handler}),
      {Method::get, "/v1/users", Body::none, Access::staff, list_users, Query::by_handler},
      {Method::get, "/v1/totals", Body::none, Access::admins, get_totals, Query::by_handler},
      formerly("/v1/transaction/{uid}/reverse", {Method::post, "/v1/transactions/{uid}/reverse", Body::optional_json,
                                                 Access::admins, reverse_transaction}),
      formerly("/v1/user/{id}/limit", {Method::put, "/v1/users/{id}/limit", Body::json, Access::admins, change_limit}),
      formerly("/v1/user/{id}/freeze",
               {Method::post, "/v1/users/{id}/freeze", Body::optional_json, Access::admins, freeze_user}),
      formerly("/v1/user/{id}/unfreeze",
               {Method::post, "/v1/users/{id}/unfreeze", Body::optional_json, Access::admins, unfreeze_user}),
      formerly("/v1/user/{id}/close",
               {Method::post, "/v1/users/{id}/close", Body::optional_json, Access::admins, close_user}),
      formerly("/v1/user/{id}/identity",
               {Method::remove, "/v1/users/{id}/identity", Body::optional_json, Access::admins, erase_identity}),
      {Method::get, "/v1/events", Body::none, Access::every_role, get_events, Query::by_handler, Offer::events},
      {Method::get, "/v1/operations", Body::none, Access::admins, get_operations},
      {Method::post, "/v1/login", Body::json, Access::everyone, login},
      {Method::post, "/v1/login/password", Body::json, Access::users, change_login_password},
      {Method::get, "/health", Body::none, Access::everyone, get_health, Query::none, Offer::any},
      {Method::get, "/livez", Body::none, Access::everyone, get_livez, Query::none, Offer::any},
      {Method::get, "/readyz", Body::none, Access::everyone, get_readyz, Query::by_handler, Offer::any},
      {Method::get, "/docs", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/docs/{file}", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/api/docs", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/console", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/console/{file}", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/openapi.json", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/openapi.yaml", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/asyncapi.yaml", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/events/{file}", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/ledger.proto", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/balance.proto", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
      {Method::get, "/", Body::none, Access::everyone, get_web_file, Query::none, Offer::any},
  };
}

}  // namespace ledger::api
