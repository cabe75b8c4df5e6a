// Holds: place, confirm, cancel, read; and the open ones of an account.
#include "api/http/message/problem.hpp"
#include "api/json/field_reader.hpp"
#include "api/rest/answers.hpp"
#include "api/rest/command_call.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/parameters/body_object.hpp"
#include "api/rest/parameters/minimum_position.hpp"
#include "api/rest/parameters/read_parameters.hpp"
#include "api/rest/problems.hpp"
#include "api/rest/transaction_json.hpp"
#include "api/services/carry_out.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/reads/lists.hpp"
#include "api/services/reads/transaction_view.hpp"

namespace ledger::api {
namespace {

/// A cursor is this and the uid of the last hold before.
constexpr char cursor_mark = 'h';

Result<OpenHoldsQuery> holds_query(const Request& request) {
  auto account = account_in_path(request);
  if (!account) return account.take_refusal();
  auto query = query_of(request, {"limit", "cursor"});
  if (!query) return query.take_refusal();
  auto limit = page_limit(*query);
  if (!limit) return limit.take_refusal();
  OpenHoldsQuery page{.account = *account, .after = {}, .limit = *limit};
  if (const auto text = query->find("cursor")) {
    if (text->starts_with(cursor_mark)) page.after = parse_uid(text->substr(1));
    if (!page.after) return wrong_parameter("cursor", "cursor_malformed", "a cursor of an earlier page");
  }
  return page;
}

/// The hold in the path, ended as `Kind` does; `read_more(fields, command)` reads what only this kind has. A hold that
/// has ended is answered with what it became.
template <class Kind, class ReadMore>
Result<Command> close_hold_command(const Request& request, ReadMore read_more) {
  auto uid = uid_in_path(request);
  if (!uid) return uid.take_refusal();
  auto object = optional_body_object(request);
  if (!object) return object.take_refusal();
  FieldReader fields(*object);
  Kind command;
  command.uid = *uid;
  command.actor = request.actor;
  command.service_id = fields.service("service_id");
  read_more(fields, command);
  const auto errors = fields.errors();
  if (!errors.empty()) return problem_response(errors);
  return Command(std::move(command));
}

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

/// Carries it out and answers with the hold.
Task<Response> answer_with_hold(const Request& request, AppContext& services, Result<Command> command) {
  if (!command) co_return command.take_refusal();
  const auto done = co_await carry_out(services, *request.principal, std::move(*command), request.trace);
  if (!done) co_return refusal_response(done.refusal(), *request.principal);
  co_return hold_response(*done, services.epochs);
}

}  // namespace

Task<Response> list_holds(Request& request, AppContext& services) {
  auto asked = holds_query(request);
  if (!asked) co_return asked.take_refusal();
  auto least = minimum_position(request, services);
  if (!least) co_return least.take_refusal();

  const auto listed = co_await list_open_holds(services, *request.principal, *asked, *least);
  if (!listed) co_return refusal_response(listed.refusal());
  const auto& [position, page] = *listed;
  if (!page) co_return account_not_found("there is no account " + std::to_string(asked->account.value));
  const auto next = page->next ? std::optional(cursor_mark + to_string(*page->next)) : std::nullopt;
  JsonWriter json;
  json.begin_object();
  json.name("items");
  json.begin_array();
  for (const auto& hold : page->holds) write_hold(json, hold, services.epochs);
  json.end_array();
  write_text(json, "next_cursor", next);
  json.end_object();
  Response response{.status = Status::ok, .body = json.take(), .fields = {}};
  add_position_field(response, position);
  if (next) response.fields.push_back({"Link", next_link(request, *next)});
  co_return response;
}

Task<Response> place_hold(Request& request, AppContext& services) {
  co_return co_await answer_with_hold(request, services, command_in_body(request, read_hold));
}

Task<Response> confirm_hold(Request& request, AppContext& services) {
  auto command = close_hold_command<ConfirmHold>(
      request, [](FieldReader& fields, ConfirmHold& confirm) { confirm.amount = fields.decimal("amount"); });
  co_return co_await answer_with_hold(request, services, std::move(command));
}

Task<Response> cancel_hold(Request& request, AppContext& services) {
  auto command = close_hold_command<CancelHold>(request, [](FieldReader& /*fields*/, CancelHold& /*cancel*/) {});
  co_return co_await answer_with_hold(request, services, std::move(command));
}

Task<Response> get_hold(Request& request, AppContext& services) {
  auto uid = uid_in_path(request);
  if (!uid) co_return uid.take_refusal();
  auto least = minimum_position(request, services);
  if (!least) co_return least.take_refusal();
  const auto view = co_await look_up_hold(services, *request.principal, *uid, *least);
  if (!view) {
    co_return problem_response(
        Problem{Status::not_found, name_of(RejectionCode::hold_not_found), "there is no hold with this uid", "uid"});
  }
  JsonWriter json;
  write_hold(json, view->recorded, services.epochs);
  Response response{.status = Status::ok, .body = json.take(), .fields = {}};
  add_position_field(response, view->end_at(view->recorded.legs.back()));
  co_return response;
}

}  // namespace ledger::api
