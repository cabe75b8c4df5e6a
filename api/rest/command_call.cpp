#include "api/rest/command_call.hpp"

#include "api/rest/answers.hpp"
#include "api/rest/body_object.hpp"
#include "api/rest/idempotency_key.hpp"
#include "api/rest/problems.hpp"
#include "api/rest/transaction_json.hpp"
#include "api/services/submit.hpp"
#include "ledger/crypto/random_uid.hpp"

namespace ledger::api {

Task<OrResponse<Applied>> carry_out(const Request& request, AppContext& services, Command command) {
  const auto permission = command_permission(*request.principal, command, services.auth.policy());
  if (permission != Permission::granted) co_return refusal_response(permission);
  Outcome outcome = co_await submit(services.writer, std::move(command));
  if (auto* applied = std::get_if<Applied>(&outcome)) co_return std::move(*applied);
  co_return refusal_response(outcome, *request.principal);
}

Task<Response> answer_with_transaction(const Request& request, AppContext& services, OrResponse<Command> command) {
  if (auto* response = std::get_if<Response>(&command)) co_return std::move(*response);
  auto done = co_await carry_out(request, services, std::move(std::get<Command>(command)));
  if (auto* response = std::get_if<Response>(&done)) co_return std::move(*response);
  co_return transaction_response(std::get<Applied>(done), services.epochs);
}

Response transaction_response(const Applied& applied, const EpochBook& epochs) {
  JsonWriter json;
  write_transaction(json, applied.recorded, epochs);
  Response response{.status = Status::ok, .body = json.take(), .fields = {}};
  add_write_fields(response, applied, epochs);
  return response;
}

OrResponse<Command> command_in_body(const Request& request, ReadCommand read) {
  auto object = body_object(request);
  if (auto* response = std::get_if<Response>(&object)) return std::move(*response);
  FieldReader fields(std::get<JsonObject>(object));
  auto command = read(fields, command_source(request, fields));
  if (!command) return problem_response(fields.errors());
  return std::move(*command);
}

std::optional<Response> refusal_of_body(const Request& request) {
  auto object = optional_body_object(request);
  if (auto* response = std::get_if<Response>(&object)) return std::move(*response);
  const FieldReader fields(std::get<JsonObject>(object));
  const auto errors = fields.errors();
  return errors.empty() ? std::nullopt : std::optional(problem_response(errors));
}

OrResponse<Uid> uid_of_call(const Request& request) {
  const auto key = idempotency_key(request);
  if (const auto* error = std::get_if<FieldError>(&key)) return problem_response(std::span(error, 1));
  const auto& uid = std::get<std::optional<Uid>>(key);
  return uid ? *uid : random_uid();
}

}  // namespace ledger::api
