#include "api/rest/authorize.hpp"

#include "api/json/field_reader.hpp"
#include "api/rest/problems.hpp"

namespace ledger::api {
namespace {

constexpr std::string_view authorization_name = "Authorization";

/// The request's token; nothing without Authorization.
std::variant<std::optional<std::string_view>, AuthError> bearer_token_in(const Request& request) {
  std::optional<std::string_view> value;
  for (const auto& field : request.headers) {
    if (!equal_ignoring_case(field.name, authorization_name)) continue;
    // A proxy may choose the other one of two values, so neither is used.
    if (value) return AuthError::authorization_repeated;
    value = field.value;
  }
  if (!value) return std::nullopt;
  const auto token = bearer_token(*value);
  if (const auto* error = std::get_if<AuthError>(&token)) return *error;
  return std::get<std::string_view>(token);
}

Authentication authenticated(const Authenticator& authenticator, const Request& request) {
  const auto token = bearer_token_in(request);
  if (const auto* error = std::get_if<AuthError>(&token)) return *error;
  return authenticator.authenticate(std::get<std::optional<std::string_view>>(token), std::chrono::system_clock::now());
}

}  // namespace

std::optional<Response> authorize(const Route& route, const Authenticator& authenticator, Request& request,
                                  PrincipalPointer& keep) {
  request.principal = &nobody();
  if (!route.access.needs_token()) return std::nullopt;
  auto authentication = authenticated(authenticator, request);
  if (const auto* error = std::get_if<AuthError>(&authentication)) return unauthorized_response(*error);
  keep = std::move(std::get<PrincipalPointer>(authentication));
  request.principal = keep.get();
  request.actor = keep->id;
  std::optional<AccountId> account;
  if (route.access.names_account()) account = parse_account_id(request.path_parameters[0]);
  const auto permission = route.access.permission(*keep, account);
  if (permission == Permission::granted) return std::nullopt;
  return refusal_response(permission);
}

}  // namespace ledger::api
