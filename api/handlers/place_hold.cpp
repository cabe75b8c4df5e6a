#include "api/handlers/body_object.hpp"
#include "api/handlers/command_fields.hpp"
#include "api/handlers/handlers.hpp"
#include "api/handlers/hold_call.hpp"
#include "api/http/problem.hpp"

namespace ledger::api {
namespace {

OrResponse<Command> command_of(const Request& request) {
  auto object = body_object(request);
  if (auto* response = std::get_if<Response>(&object)) return std::move(*response);
  FieldReader fields(std::get<JsonObject>(object));
  auto command = read_hold(fields, command_source(request, fields));
  if (!command) return problem_response(fields.errors());
  return std::move(*command);
}

}  // namespace

Task<Response> place_hold(Request& request, Services& services) {
  co_return co_await answer_with_hold(request, services, command_of(request));
}

}  // namespace ledger::api
