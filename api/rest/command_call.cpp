#include "api/rest/command_call.hpp"

#include "api/rest/answers.hpp"
#include "api/rest/parameters/body_object.hpp"
#include "api/rest/parameters/idempotency_key.hpp"
#include "api/rest/problems.hpp"
#include "api/rest/transaction_json.hpp"
#include "api/services/carry_out.hpp"
#include "ledger/crypto/random_uid.hpp"

namespace ledger::api {

Task<Response> answer_with_transaction(const Request& request, AppContext& services, Result<Command> command) {
  if (!command) co_return command.take_refusal();
  const auto done = co_await carry_out(services, *request.principal, std::move(*command), request.trace);
  if (!done) co_return refusal_response(done.refusal(), *request.principal);
  co_return transaction_response(*done, services.epochs);
}

Response transaction_response(const Applied& applied, const EpochBook& epochs) {
  JsonWriter json;
  write_transaction(json, applied.recorded, epochs);
  Response response{.status = Status::ok, .body = json.take(), .fields = {}};
  add_write_fields(response, applied, epochs);
  return response;
}

Result<Command> command_in_body(const Request& request, ReadCommand read) {
  auto object = body_object(request);
  if (!object) return object.take_refusal();
  FieldReader fields(*object);
  auto command = read(fields, command_source(request, fields));
  if (!command) return problem_response(fields.errors());
  return std::move(*command);
}

std::optional<Response> refusal_of_body(const Request& request) {
  auto object = optional_body_object(request);
  if (!object) return object.take_refusal();
  const FieldReader fields(*object);
  const auto errors = fields.errors();
  return errors.empty() ? std::nullopt : std::optional(problem_response(errors));
}

Result<Uid> uid_of_call(const Request& request) {
  const auto key = idempotency_key(request);
  if (!key) return problem_response(std::span(&key.refusal(), 1));
  return *key ? **key : random_uid();
}

}  // namespace ledger::api
