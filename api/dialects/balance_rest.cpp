// The balance dialect over HTTP: /balance/{user_id}, integers are minor units, errors are {"detail"}.
#include <algorithm>
#include <limits>

#include "api/dialects/balance.hpp"
#include "api/dialects/dialect_detail.hpp"
#include "api/dialects/dialect_request.hpp"
#include "api/dialects/handlers.hpp"
#include "api/rest/answers.hpp"
#include "api/rest/parameters/minimum_position.hpp"
#include "api/rest/problems.hpp"
#include "api/services/context/repairs.hpp"
#include "api/services/reads/external_accounts.hpp"
#include "ledger/domain/details.hpp"

namespace ledger::api {
namespace {

using balance::Call;

constexpr MinorUnits amount_max = std::numeric_limits<MinorUnits>::max();

/// Returns an error as these clients expect it; the code is for those that know more.
Response refusal(Status status, std::string_view code, std::string_view detail,
                 std::span<const std::string_view> differing = {}) {
  JsonWriter json;
  json.begin_object();
  json.member("detail", detail);
  json.member("code", code);
  write_differing_fields(json, differing);
  json.end_object();
  return {.status = status, .body = json.take(), .fields = {}};
}

Response invalid(const FieldErrors& errors) {
  const auto& first = errors.front();
  const auto detail = first.field.empty() ? first.detail : first.field + ": " + first.detail;
  return refusal(Status::unprocessable_content, first.code, detail);
}

/// Returns the names of the differing fields as the calls with a key have them: a delta in the body, the user in the
/// path.
std::vector<std::string_view> differing_fields(const Outcome& outcome, const Principal& reader) {
  const auto differing = problem_of(outcome, reader).differing_fields;
  const auto is_user = [](std::string_view field) { return field == "user_id"; };
  std::vector<std::string_view> fields;
  if (std::any_of(differing.begin(), differing.end(), is_user)) fields.emplace_back("user_id");
  if (!std::all_of(differing.begin(), differing.end(), is_user)) fields.emplace_back("delta");
  return fields;
}

Response refused(const Outcome& outcome, const Principal& reader) {
  const auto* rejection = std::get_if<Rejection>(&outcome);
  if (rejection == nullptr) return refusal_response(outcome);
  const bool is_invalid =
      rejection->code == RejectionCode::amount_not_positive || rejection->code == RejectionCode::amount_out_of_range;
  return refusal(is_invalid ? Status::unprocessable_content : Status::bad_request, name_of(rejection->code),
                 dialect_detail(*rejection), differing_fields(outcome, reader));
}

void write_balance(JsonWriter& json, const std::string& user_id, const std::optional<Event>& last) {
  const auto view = balance::balance_of(last);
  json.member("user_id", user_id);
  json.member("current", view.current);
  json.member("maximum", view.maximum);
  json.member("locked_total", view.locked_total);
}

std::string balance_json(const std::string& user_id, const std::optional<Event>& last) {
  JsonWriter json;
  json.begin_object();
  write_balance(json, user_id, last);
  json.end_object();
  return json.take();
}

std::string transaction_json(const Call& call, const balance::Transaction& transaction,
                             const RecordedTransaction& hold) {
  const Event& placed = hold.legs.front();
  const auto closed = closed_at(hold);
  JsonWriter json;
  json.begin_object();
  json.member("id", to_string(placed.uid));
  json.member("user_id", call.user_id);
  json.member("service_id", transaction.service_id);
  json.member("external_tx_id", transaction.external_tx_id);
  json.member("amount", placed.amount);
  json.member("status", balance::status_of(hold));
  json.member("created_at", format_moment(placed.recorded));
  json.member("expires_at", format_moment(hold_terms(placed).expires));
  write_text(json, "closed_at", closed ? std::optional(format_moment(*closed)) : std::nullopt);
  json.end_object();
  return json.take();
}

Response written(std::string body, const Applied& applied, const EpochBook& epochs) {
  Response response{.status = Status::ok, .body = std::move(body), .fields = {}};
  add_write_fields(response, applied, epochs);
  return response;
}

Result<Call, FieldErrors> call_of(const Request& request) {
  auto user_id = text_in_path(request, 0, "user_id", external_id_bytes_max);
  if (!user_id) return user_id.take_refusal();
  return Call{.user_id = std::move(*user_id), .actor = std::string(request.actor), .trace = request.trace};
}

/// The body {delta} and the key.
struct Change {
  std::optional<Uid> uid;
  MinorUnits delta = 0;
};

using ChangeCommand = Task<Outcome> (*)(AppContext&, Call, MinorUnits, std::optional<Uid>);

Task<Response> change(Request& request, AppContext& services, ChangeCommand command) {
  auto call = call_of(request);
  if (!call) co_return invalid(call.refusal());
  const auto read = [&request](FieldReader& fields) {
    const auto uid = uid_of_key(request, fields);
    const auto delta = fields.require("delta").integer("delta", -amount_max, amount_max);
    return Change{.uid = uid, .delta = delta.value_or(0)};
  };
  const auto asked = understand(request, read);
  if (!asked) co_return invalid(asked.refusal());
  const auto& [uid, delta] = *asked;
  const Outcome outcome = co_await command(services, *call, delta, uid);
  const auto* applied = std::get_if<Applied>(&outcome);
  if (applied == nullptr) co_return refused(outcome, *request.principal);
  co_return written(balance_json(call->user_id, applied->recorded.legs.back()), *applied, services.epochs);
}

Task<Response> close(Request& request, AppContext& services, balance::Closing closing) {
  auto call = call_of(request);
  if (!call) co_return invalid(call.refusal());
  auto external_tx_id = text_in_path(request, 1, "external_tx_id", balance::external_tx_id_bytes_max);
  if (!external_tx_id) co_return invalid(external_tx_id.refusal());
  const auto read = [](FieldReader& fields) {
    return fields.require("service_id").service("service_id").value_or(std::string());
  };
  const auto service_id = understand(request, read);
  if (!service_id) co_return invalid(service_id.refusal());
  const balance::Transaction transaction{.service_id = *service_id, .external_tx_id = *external_tx_id};
  const Outcome outcome = co_await balance::close_transaction(services, *call, transaction, closing);
  const auto* applied = std::get_if<Applied>(&outcome);
  if (applied == nullptr) co_return refused(outcome, *request.principal);
  co_return written(transaction_json(*call, transaction, applied->recorded), *applied, services.epochs);
}

/// The body of an open.
struct Opening {
  balance::Transaction transaction;
  MinorUnits amount = 0;
  std::chrono::seconds timeout{};
};

Opening read_opening(FieldReader& fields) {
  Opening opening;
  opening.transaction.service_id = fields.require("service_id").service("service_id").value_or(std::string());
  opening.transaction.external_tx_id = fields.require("external_tx_id")
                                           .text("external_tx_id", balance::external_tx_id_bytes_max)
                                           .value_or(std::string());
  opening.amount = fields.require("amount").integer("amount", 1, amount_max).value_or(0);
  const auto timeout =
      fields.require("timeout_seconds").integer("timeout_seconds", hold_timeout_min.count(), hold_timeout_max.count());
  opening.timeout = std::chrono::seconds(timeout.value_or(0));
  return opening;
}

}  // namespace

Task<Response> get_dialect_balance(Request& request, AppContext& services) {
  auto call = call_of(request);
  if (!call) co_return invalid(call.refusal());
  auto least = minimum_position(request, services);
  if (!least) co_return least.take_refusal();
  const auto& user_id = call->user_id;
  const auto last = co_await look_up_external(services, user_id, *least);
  co_return Response{.status = Status::ok, .body = balance_json(user_id, last), .fields = {}};
}

Task<Response> repair_dialect_balance(Request& request, AppContext& services) {
  auto call = call_of(request);
  if (!call) co_return invalid(call.refusal());
  const auto& user_id = call->user_id;
  const auto last = co_await look_up_external(services, user_id);
  std::int64_t repaired_rows = 0;
  if (last) {
    const auto report = co_await services.repairs.run(last->journal, last->account);
    if (report) repaired_rows = report->rows();
  }
  JsonWriter json;
  json.begin_object();
  write_balance(json, user_id, last);
  json.member("repaired_rows", repaired_rows);
  json.end_object();
  co_return Response{.status = Status::ok, .body = json.take(), .fields = {}};
}

Task<Response> change_dialect_limit(Request& request, AppContext& services) {
  co_return co_await change(request, services, balance::change_limit);
}

Task<Response> change_dialect_current(Request& request, AppContext& services) {
  co_return co_await change(request, services, balance::change_current);
}

Task<Response> open_dialect_transaction(Request& request, AppContext& services) {
  auto call = call_of(request);
  if (!call) co_return invalid(call.refusal());
  const auto asked = understand(request, read_opening);
  if (!asked) co_return invalid(asked.refusal());
  const auto& [transaction, amount, timeout] = *asked;
  const Outcome outcome = co_await balance::open_transaction(services, *call, transaction, amount, timeout);
  const auto* applied = std::get_if<Applied>(&outcome);
  if (applied == nullptr) co_return refused(outcome, *request.principal);
  co_return written(transaction_json(*call, transaction, applied->recorded), *applied, services.epochs);
}

Task<Response> confirm_dialect_transaction(Request& request, AppContext& services) {
  co_return co_await close(request, services, balance::Closing::confirm);
}

Task<Response> cancel_dialect_transaction(Request& request, AppContext& services) {
  co_return co_await close(request, services, balance::Closing::cancel);
}

}  // namespace ledger::api
