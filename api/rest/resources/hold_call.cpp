#include "api/rest/resources/hold_call.hpp"

#include "api/rest/answers.hpp"
#include "api/rest/transaction_json.hpp"

namespace ledger::api {
namespace {

/// The hold, and the account's state after its last event.
Response hold_response(const Applied& applied, const EpochBook& epochs) {
  JsonWriter json;
  json.begin_object();
  write_hold_members(json, applied.recorded, epochs);
  json.name("account");
  json.begin_object();
  write_state(json, state_of(applied.recorded.legs.back()), epochs);
  json.end_object();
  json.end_object();
  Response response{.status = Status::ok, .body = json.take(), .fields = {}};
  add_write_fields(response, applied, epochs);
  return response;
}

}  // namespace

Task<Response> answer_with_hold(const Request& request, AppContext& services, OrResponse<Command> command) {
  if (auto* response = std::get_if<Response>(&command)) co_return std::move(*response);
  auto done = co_await carry_out(request, services, std::move(std::get<Command>(command)));
  if (auto* response = std::get_if<Response>(&done)) co_return std::move(*response);
  co_return hold_response(std::get<Applied>(done), services.epochs);
}

}  // namespace ledger::api
