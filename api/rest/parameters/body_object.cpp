#include "api/rest/parameters/body_object.hpp"

#include "api/http/message/problem.hpp"

namespace ledger::api {
namespace {

Result<JsonObject> object_in(std::string_view text) {
  auto parsed = JsonObject::parse(text);
  if (const auto* error = std::get_if<JsonError>(&parsed)) return malformed_body_response(*error);
  return std::move(std::get<JsonObject>(parsed));
}

}  // namespace

Result<JsonObject> body_object(const Request& request) { return object_in(request.body); }

Result<JsonObject> optional_body_object(const Request& request) {
  return object_in(request.body.empty() ? "{}" : request.body);
}

}  // namespace ledger::api
