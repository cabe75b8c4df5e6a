#include "api/handlers/body_object.hpp"
#include "api/handlers/command_call.hpp"
#include "api/handlers/command_fields.hpp"
#include "api/handlers/handlers.hpp"
#include "api/http/problem.hpp"

namespace ledger::api {
namespace {

/// The command in the body, or the response that says what is wrong with it.
OrResponse<Command> command_of(const Request& request) {
  auto object = body_object(request);
  if (auto* response = std::get_if<Response>(&object)) return std::move(*response);
  FieldReader fields(std::get<JsonObject>(object));
  auto command = read_transaction(fields, command_source(request, fields));
  if (!command) return problem_response(fields.errors());
  return std::move(*command);
}

}  // namespace

Task<Response> record_transaction(Request& request, Services& services) {
  co_return co_await answer_with_transaction(request, services, command_of(request));
}

}  // namespace ledger::api
