#include "api/handlers/answers.hpp"
#include "api/handlers/handlers.hpp"
#include "api/handlers/idempotency_key.hpp"
#include "api/http/problem.hpp"
#include "api/json/field_reader.hpp"
#include "api/services/services.hpp"
#include "api/services/submit.hpp"
#include "ledger/common/random_uid.hpp"
#include "ledger/directory/seal.hpp"

namespace ledger::api {
namespace {

/// The command in the body, or the response that says what is wrong with it.
std::variant<OpenAccount, Response> command_of(const Request& request, const Services& services) {
  const auto parsed = JsonObject::parse(request.body);
  if (const auto* error = std::get_if<JsonError>(&parsed)) return malformed_body_response(*error);
  FieldReader fields(std::get<JsonObject>(parsed));
  auto name = fields.require("name").text("name", name_bytes_max);
  const auto currency = fields.currency("currency");
  auto external_id = fields.text("external_id", external_id_bytes_max);
  const auto limit = fields.decimal("limit");
  const auto key = idempotency_key(request);
  auto errors = fields.errors();
  if (const auto* error = std::get_if<FieldError>(&key)) errors.push_back(*error);
  if (!errors.empty()) return problem_response(errors);

  OpenAccount command;
  command.uid = std::get<std::optional<Uid>>(key).value_or(Uid{});
  if (command.uid.is_nil()) command.uid = random_uid();
  command.actor = request.actor;
  command.currency = currency.value_or(services.default_currency);
  command.limit = limit;
  command.identity = seal_identity(std::move(*name), std::move(external_id));
  return command;
}

Response opened(const Applied& applied) {
  const Event& event = applied.recorded.legs.front();
  const auto& identity = applied.recorded.identity;
  JsonWriter json;
  json.begin_object();
  json.member("id", event.account.value);
  write_text(json, "name", identity ? std::optional(identity->name) : std::nullopt);
  write_text(json, "external_id", identity ? identity->external_id : std::nullopt);
  write_state(json, state_of(event));
  json.member("created_at", format_moment(event.recorded));
  json.end_object();
  Response response{.status = Status::created, .body = json.take(), .fields = {}};
  response.fields.push_back({"Location", "/v1/user/" + std::to_string(event.account.value)});
  add_write_fields(response, applied);
  return response;
}

}  // namespace

Task<Response> open_user(Request& request, Services& services) {
  auto command = command_of(request, services);
  if (auto* response = std::get_if<Response>(&command)) co_return std::move(*response);
  Outcome outcome = co_await submit(services.writer, std::move(std::get<OpenAccount>(command)));
  if (const auto* applied = std::get_if<Applied>(&outcome)) co_return opened(*applied);
  co_return refusal_response(outcome);
}

}  // namespace ledger::api
