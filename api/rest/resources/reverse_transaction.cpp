#include "api/http/message/problem.hpp"
#include "api/rest/body_object.hpp"
#include "api/rest/command_call.hpp"
#include "api/rest/command_fields.hpp"
#include "api/rest/handlers.hpp"

namespace ledger::api {
namespace {

OrResponse<Command> reversal_command(const Request& request) {
  auto reverses = uid_in_path(request);
  if (auto* response = std::get_if<Response>(&reverses)) return std::move(*response);
  auto object = optional_body_object(request);
  if (auto* response = std::get_if<Response>(&object)) return std::move(*response);
  FieldReader fields(std::get<JsonObject>(object));
  const auto uid = transaction_uid(fields, command_source(request, fields));
  const auto errors = fields.errors();
  if (!errors.empty()) return problem_response(errors);
  ReverseTransaction command;
  command.uid = *uid;
  command.actor = request.actor;
  command.reverses = std::get<Uid>(reverses);
  return Command(std::move(command));
}

}  // namespace

Task<Response> reverse_transaction(Request& request, AppContext& services) {
  co_return co_await answer_with_transaction(request, services, reversal_command(request));
}

}  // namespace ledger::api
