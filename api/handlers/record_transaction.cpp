#include "api/handlers/answers.hpp"
#include "api/handlers/handlers.hpp"
#include "api/handlers/idempotency_key.hpp"
#include "api/handlers/transaction_json.hpp"
#include "api/http/gate.hpp"
#include "api/http/problem.hpp"
#include "api/json/field_reader.hpp"
#include "api/services/services.hpp"
#include "api/services/submit.hpp"
#include "ledger/directory/seal.hpp"

namespace ledger::api {
namespace {

constexpr std::size_t type_bytes_max = 16;

enum class PaymentType { deposit, withdraw };

std::optional<PaymentType> payment_type(FieldReader& fields) {
  const auto type = fields.require("type").text("type", type_bytes_max);
  if (!type) return std::nullopt;
  if (*type == "DEPOSIT") return PaymentType::deposit;
  if (*type == "WITHDRAW") return PaymentType::withdraw;
  fields.refuse("type", "type_unknown", "DEPOSIT or WITHDRAW");
  return std::nullopt;
}

/// The uid in the body or in Idempotency-Key; if both are there they must agree.
std::optional<Uid> transaction_uid(FieldReader& fields, const Request& request) {
  const auto key = idempotency_key(request);
  if (const auto* error = std::get_if<FieldError>(&key)) fields.refuse(error->field, error->code, error->detail);
  const auto* in_header = std::get_if<std::optional<Uid>>(&key);
  const bool has_key = in_header != nullptr && in_header->has_value();
  if (!has_key) fields.require("uid");
  const auto in_body = fields.uid("uid");
  if (!has_key) return in_body;
  if (in_body && *in_body != **in_header) {
    fields.refuse("uid", "uid_mismatch", "uid and Idempotency-Key differ");
  }
  return **in_header;
}

/// The command in the body, or the response that says what is wrong with it.
std::variant<Command, Response> command_of(const Request& request) {
  const auto parsed = JsonObject::parse(request.body);
  if (const auto* error = std::get_if<JsonError>(&parsed)) return malformed_body_response(*error);
  FieldReader fields(std::get<JsonObject>(parsed));
  const auto uid = transaction_uid(fields, request);
  const auto type = payment_type(fields);
  const auto amount = fields.require("amount").decimal("amount");
  const auto account = fields.require("user_id").account("user_id");
  const auto currency = fields.currency("currency");
  const auto effective = fields.moment("timestamp");
  auto comment = fields.text("comment", comment_bytes_max);
  const auto errors = fields.errors();
  if (!errors.empty()) return problem_response(errors);

  Payment payment;
  payment.uid = *uid;
  payment.actor = request.actor;
  payment.account = *account;
  payment.amount = *amount;
  payment.currency = currency;
  payment.effective = effective;
  if (comment) payment.comment = seal_comment(std::move(*comment));
  if (*type == PaymentType::deposit) return Command(Deposit{std::move(payment)});
  return Command(Withdraw{std::move(payment)});
}

Response recorded(const Applied& applied) {
  JsonWriter json;
  write_transaction(json, applied.recorded);
  Response response{.status = Status::ok, .body = json.take(), .fields = {}};
  add_write_fields(response, applied);
  return response;
}

}  // namespace

Task<Response> record_transaction(Request& request, Services& services) {
  auto command = command_of(request);
  if (auto* response = std::get_if<Response>(&command)) co_return std::move(*response);
  const auto permission = command_permission(*request.principal, std::get<Command>(command), services.auth.policy());
  if (permission != Permission::granted) co_return refusal_response(permission);
  Outcome outcome = co_await submit(services.writer, std::move(std::get<Command>(command)));
  if (const auto* applied = std::get_if<Applied>(&outcome)) co_return recorded(*applied);
  co_return refusal_response(outcome);
}

}  // namespace ledger::api
