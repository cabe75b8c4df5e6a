// POST /v1/users/{id}/repair: derives an account's snapshots again.
#include "api/rest/answers.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/parameters/balance_limit.hpp"
#include "api/rest/parameters/read_parameters.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/reads/repaired_account.hpp"

namespace ledger::api {
namespace {

/// `key: {version, balance, held, balance_limit, limit, status}`, or null where there is no snapshot.
void write_account(JsonWriter& json, std::string_view key, const std::optional<Account>& account) {
  if (!account) return json.null_member(key);
  const auto amount = [&account](MinorUnits value) { return format_amount(value, account->currency); };
  json.name(key);
  json.begin_object();
  json.member("version", account->version.value);
  json.member("balance", amount(account->balance));
  json.member("held", amount(account->held));
  write_balance_limit(json, account->limit, account->currency);
  json.member("currency", account->currency.code());
  json.member("status", name_of(account->status));
  json.end_object();
}

Response repair_response(AccountId account, const PositionToken& position, const RepairReport& report) {
  JsonWriter json;
  json.begin_object();
  json.member("id", account.value);
  json.member("position", to_string(position));
  json.member("repaired_rows", report.rows());
  json.name("drift");
  json.begin_array();
  for (const auto& drift : report.drift) {
    json.begin_object();
    json.member("table", drift.table);
    json.member("missing", drift.missing);
    json.member("unexpected", drift.unexpected);
    json.end_object();
  }
  json.end_array();
  write_account(json, "expected", report.expected);
  write_account(json, "found", report.found);
  json.end_object();
  Response response{.status = Status::ok, .body = json.take(), .fields = {}};
  add_position_field(response, position);
  return response;
}

}  // namespace

Task<Response> repair_user(Request& request, AppContext& services) {
  auto parsed = account_in_path(request);
  if (!parsed) co_return parsed.take_refusal();
  auto query = query_of(request, {});
  if (!query) co_return query.take_refusal();
  const auto account = *parsed;
  const auto repaired = co_await repair_snapshots(services, account);
  if (!repaired) co_return account_not_found("there is no account " + std::to_string(account.value));
  co_return repair_response(account, repaired->position, repaired->report);
}

}  // namespace ledger::api
