// What the calls that place, confirm and cancel holds have in common.
#pragma once

#include "api/http/message/problem.hpp"
#include "api/json/field_reader.hpp"
#include "api/rest/body_object.hpp"
#include "api/rest/command_call.hpp"

namespace ledger::api {

/// The hold in the path, ended as `Kind` does; `read_more(fields, command)` reads what only this kind has. A hold that
/// has ended is answered with what it became.
template <class Kind, class ReadMore>
OrResponse<Command> close_hold_command(const Request& request, ReadMore read_more) {
  auto uid = uid_in_path(request);
  if (auto* response = std::get_if<Response>(&uid)) return std::move(*response);
  auto object = optional_body_object(request);
  if (auto* response = std::get_if<Response>(&object)) return std::move(*response);
  FieldReader fields(std::get<JsonObject>(object));
  Kind command;
  command.uid = std::get<Uid>(uid);
  command.actor = request.actor;
  command.service_id = fields.service("service_id");
  read_more(fields, command);
  const auto errors = fields.errors();
  if (!errors.empty()) return problem_response(errors);
  return Command(std::move(command));
}

/// Carries it out and answers with the hold.
Task<Response> answer_with_hold(const Request& request, AppContext& services, OrResponse<Command> command);

}  // namespace ledger::api
