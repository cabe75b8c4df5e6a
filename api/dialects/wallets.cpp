// The wallets dialect: /api/v1/wallets, amounts as JSON numbers in the currency's units.
#include "api/dialects/dialect_detail.hpp"
#include "api/dialects/dialect_request.hpp"
#include "api/dialects/handlers.hpp"
#include "api/dialects/name_based_uid.hpp"
#include "api/rest/answers.hpp"
#include "api/rest/parameters/idempotency_key.hpp"
#include "api/rest/parameters/minimum_position.hpp"
#include "api/rest/parameters/read_parameters.hpp"
#include "api/rest/problems.hpp"
#include "api/services/reads/external_accounts.hpp"
#include "api/services/submit.hpp"
#include "ledger/crypto/random_uid.hpp"
#include "ledger/directory/seal.hpp"

namespace ledger::api {
namespace {

constexpr std::size_t type_bytes_max = 16;
/// Wallets have no names; an account has one.
constexpr const char* holder_name = "wallet";

/// "12.5" for 12.50: without the zeros that say nothing.
std::string short_amount(MinorUnits amount, const Currency& currency) {
  auto text = format_amount(amount, currency);
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string wallet_json(const Uid& wallet, const Event& last) {
  JsonWriter json;
  json.begin_object();
  json.member("wallet_id", to_string(wallet));
  json.number_member("balance", short_amount(last.balance, last.currency));
  json.end_object();
  return json.take();
}

Response unknown_wallet() {
  return problem_response(Problem{Status::not_found, "wallet_not_found", "there is no such wallet"});
}

/// These clients know 400 for what the wallet's state does not allow, and 422 for what is wrong in itself.
Status wallet_status(RejectionCode code) {
  switch (code) {
    case RejectionCode::insufficient_funds:
    case RejectionCode::limit_exceeded:
    case RejectionCode::balance_out_of_range:
    case RejectionCode::account_frozen:
    case RejectionCode::account_closed:
      return Status::bad_request;
    default:
      return status_of(code);
  }
}

/// The names that these clients know; empty for a field that their calls do not have.
std::string_view wallet_field(std::string_view field) {
  if (field == "amount") return field;
  if (field == "type") return "operation_type";
  if (field == "user_id") return "wallet_id";
  return {};
}

Response wallet_refusal(const Outcome& outcome, const Principal& reader) {
  const auto* rejection = std::get_if<Rejection>(&outcome);
  if (rejection == nullptr) return refusal_response(outcome);
  auto problem = problem_of(outcome, reader);
  problem.status = wallet_status(rejection->code);
  problem.detail = dialect_detail(*rejection);
  if (problem.field != "amount") problem.field.clear();
  for (auto& field : problem.differing_fields) field = wallet_field(field);
  std::erase(problem.differing_fields, std::string_view{});
  return problem_response(problem);
}

Result<Uid> wallet_in_path(const Request& request) {
  const auto wallet = parse_uid(request.path_parameters[0]);
  if (!wallet) return wrong_parameter("wallet_id", "uid_malformed", "a wallet's id is a UUID");
  return *wallet;
}

struct Operation {
  std::optional<Uid> key;
  bool is_deposit = false;
  Decimal amount;
};

Operation read_operation(const Request& request, FieldReader& fields) {
  Operation operation;
  operation.key = uid_of_key(request, fields);
  const auto type = fields.require("operation_type").text("operation_type", type_bytes_max);
  if (type && *type != "DEPOSIT" && *type != "WITHDRAW") {
    fields.refuse("operation_type", "type_unknown", "DEPOSIT or WITHDRAW");
  }
  operation.is_deposit = type == "DEPOSIT";
  operation.amount = fields.require("amount").decimal("amount").value_or(Decimal{});
  return operation;
}

Command command_of(const Operation& operation, AccountId account, std::string_view actor) {
  Payment payment;
  payment.uid = operation.key.value_or(random_uid());
  payment.actor = actor;
  payment.account = account;
  payment.amount = operation.amount;
  if (operation.is_deposit) return Deposit{std::move(payment)};
  return Withdraw{std::move(payment)};
}

}  // namespace

Task<Response> open_wallet(Request& request, AppContext& services) {
  const auto key = idempotency_key(request);
  if (!key) co_return problem_response(std::span(&key.refusal(), 1));
  const auto& uid = *key;
  // Sent again under its key it is the same wallet.
  const Uid wallet = uid ? name_based_uid(*uid) : random_uid();
  OpenAccount command;
  command.uid = uid.value_or(random_uid());
  command.actor = request.actor;
  command.default_currency = services.default_currency;
  command.identity = seal_identity(holder_name, to_string(wallet));
  const Outcome outcome = co_await submit(services.writer, std::move(command), request.trace);
  const auto* applied = std::get_if<Applied>(&outcome);
  if (applied == nullptr) co_return wallet_refusal(outcome, *request.principal);
  Response response{
      .status = Status::created, .body = wallet_json(wallet, applied->recorded.legs.front()), .fields = {}};
  response.fields.push_back({"Location", "/api/v1/wallets/" + to_string(wallet)});
  add_write_fields(response, *applied, services.epochs);
  co_return response;
}

Task<Response> get_wallet(Request& request, AppContext& services) {
  auto wallet = wallet_in_path(request);
  if (!wallet) co_return wallet.take_refusal();
  auto least = minimum_position(request, services);
  if (!least) co_return least.take_refusal();
  const auto last = co_await look_up_external(services, to_string(*wallet), *least);
  if (!last) co_return unknown_wallet();
  co_return Response{.status = Status::ok, .body = wallet_json(*wallet, *last), .fields = {}};
}

Task<Response> operate_wallet(Request& request, AppContext& services) {
  auto wallet = wallet_in_path(request);
  if (!wallet) co_return wallet.take_refusal();
  const auto read = [&request](FieldReader& fields) { return read_operation(request, fields); };
  const auto operation = understand(request, read);
  if (!operation) co_return problem_response(operation.refusal());
  const auto last = co_await look_up_external(services, to_string(*wallet));
  if (!last) co_return unknown_wallet();
  const Outcome outcome =
      co_await submit(services.writer, command_of(*operation, last->account, request.actor), request.trace);
  const auto* applied = std::get_if<Applied>(&outcome);
  if (applied == nullptr) co_return wallet_refusal(outcome, *request.principal);
  Response response{.status = Status::ok, .body = wallet_json(*wallet, applied->recorded.legs.front()), .fields = {}};
  add_write_fields(response, *applied, services.epochs);
  co_return response;
}

}  // namespace ledger::api
