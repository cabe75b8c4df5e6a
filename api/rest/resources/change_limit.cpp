#include "api/http/message/problem.hpp"
#include "api/json/field_reader.hpp"
#include "api/rest/body_object.hpp"
#include "api/rest/command_call.hpp"
#include "api/rest/handlers.hpp"

namespace ledger::api {
namespace {

OrResponse<Command> limit_command(const Request& request) {
  auto command = account_command<ChangeLimit>(request);
  if (std::holds_alternative<Response>(command)) return command;
  auto object = body_object(request);
  if (auto* response = std::get_if<Response>(&object)) return std::move(*response);
  FieldReader fields(std::get<JsonObject>(object));
  std::get<ChangeLimit>(std::get<Command>(command)).limit = fields.require_or_null("limit").decimal("limit");
  const auto errors = fields.errors();
  if (!errors.empty()) return problem_response(errors);
  return command;
}

}  // namespace

Task<Response> change_limit(Request& request, AppContext& services) {
  co_return co_await answer_with_transaction(request, services, limit_command(request));
}

}  // namespace ledger::api
