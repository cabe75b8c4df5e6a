// Single transactions: record, read, reverse; and the history of an account.
#include <algorithm>

#include "api/http/message/problem.hpp"
#include "api/rest/answers.hpp"
#include "api/rest/command_call.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/parameters/body_object.hpp"
#include "api/rest/parameters/command_fields.hpp"
#include "api/rest/parameters/minimum_position.hpp"
#include "api/rest/parameters/read_parameters.hpp"
#include "api/rest/problems.hpp"
#include "api/rest/resources/cursors.hpp"
#include "api/rest/transaction_json.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/reads/lists.hpp"
#include "api/services/reads/transaction_view.hpp"

namespace ledger::api {
namespace {

/// `type=DEPOSIT,WITHDRAW`
Result<std::vector<EventType>> types_in(const QueryString& query) {
  std::vector<EventType> types;
  const auto text = query.find("type");
  if (!text) return types;
  for (auto rest = *text;;) {
    const auto end = std::min(rest.find(','), rest.size());
    const auto named = event_types_of(rest.substr(0, end));
    if (named.empty()) {
      return wrong_parameter("type", "type_unknown", "one or more, separated by commas, of " + transaction_types());
    }
    types.insert(types.end(), named.begin(), named.end());
    if (end == rest.size()) return types;
    rest.remove_prefix(end + 1);
  }
}

Result<HistoryFilter> history_filter(const QueryString& query) {
  auto range = time_range(query);
  if (!range) return range.take_refusal();
  auto types = types_in(query);
  if (!types) return types.take_refusal();
  const auto& times = *range;
  return HistoryFilter{.from = times.from, .before = times.before, .types = std::move(*types)};
}

Result<HistoryQuery> history_query(AccountId account, const QueryString& query) {
  auto limit = page_limit(query);
  if (!limit) return limit.take_refusal();
  auto filter = history_filter(query);
  if (!filter) return filter.take_refusal();
  HistoryQuery page{.account = account, .after = std::nullopt, .limit = *limit, .filter = std::move(*filter)};
  const auto sort = query.find("sort");
  if (sort && *sort != "asc" && *sort != "desc") return wrong_parameter("sort", "sort_unknown", "asc or desc");
  page.descending = sort == "desc";
  if (const auto text = query.find("cursor")) {
    const auto cursor = parse_history_cursor(*text);
    const bool fits = cursor && (!sort || cursor->descending == page.descending);
    if (!fits) return wrong_parameter("cursor", "cursor_malformed", "a cursor of an earlier page with the same sort");
    page.after = cursor->after;
    page.descending = cursor->descending;
  }
  return page;
}

/// A page written out by the thread that read it: an event loop has others to serve.
struct WrittenPage {
  PositionToken position;
  bool account_exists = true;
  std::optional<std::string> next;
  std::string body;
};

WrittenPage written(const AsOf<HistoryPage>& found, bool descending, const EpochBook& epochs) {
  const auto& page = found.value;
  WrittenPage written{
      .position = found.position, .account_exists = page.account_exists, .next = std::nullopt, .body = {}};
  if (page.next) written.next = to_string(HistoryCursor{.after = *page.next, .descending = descending});
  JsonWriter json;
  json.begin_object();
  json.name("items");
  json.begin_array();
  for (const auto& entry : page.entries) write_history_entry(json, entry, epochs);
  json.end_array();
  write_text(json, "next_cursor", written.next);
  json.end_object();
  written.body = json.take();
  return written;
}

Result<Command> reversal_command(const Request& request) {
  auto reverses = uid_in_path(request);
  if (!reverses) return reverses.take_refusal();
  auto object = optional_body_object(request);
  if (!object) return object.take_refusal();
  FieldReader fields(*object);
  const auto uid = transaction_uid(fields, command_source(request, fields));
  const auto errors = fields.errors();
  if (!errors.empty()) return problem_response(errors);
  ReverseTransaction command;
  command.uid = *uid;
  command.actor = request.actor;
  command.reverses = *reverses;
  return Command(std::move(command));
}

/// Returns the transaction in the body, whose uid is the one in the path; the body and Idempotency-Key may repeat it.
Result<Command> transaction_under_uid(const Request& request) {
  auto uid = uid_in_path(request);
  if (!uid) return uid.take_refusal();
  if (is_reserved(*uid)) return wrong_parameter("uid", uid_reserved_code, std::string(uid_reserved_detail));
  auto object = body_object(request);
  if (!object) return object.take_refusal();
  FieldReader fields(*object);
  auto source = command_source(request, fields);
  if (source.key.value_or(*uid) != *uid) fields.refuse("uid", "uid_mismatch", "it differs from Idempotency-Key");
  source.key = *uid;
  auto command = read_transaction(fields, source);
  if (!command) return problem_response(fields.errors());
  return std::move(*command);
}

}  // namespace

Task<Response> list_transactions(Request& request, AppContext& services) {
  auto account = account_in_path(request);
  if (!account) co_return account.take_refusal();
  auto query = query_of(request, {"from", "to", "type", "limit", "sort", "cursor"});
  if (!query) co_return query.take_refusal();
  auto asked = history_query(*account, *query);
  if (!asked) co_return asked.take_refusal();
  auto least = minimum_position(request, services);
  if (!least) co_return least.take_refusal();

  auto write = [descending = asked->descending, &epochs = services.epochs](const AsOf<HistoryPage>& found) {
    return written(found, descending, epochs);
  };
  const auto account_text = std::to_string(asked->account.value);
  auto listed = co_await list_history(services, *request.principal, std::move(*asked), *least, std::move(write));
  if (!listed) co_return refusal_response(listed.refusal());
  auto& page = *listed;
  if (!page.account_exists) co_return account_not_found("there is no account " + account_text);
  Response response{.status = Status::ok, .body = std::move(page.body), .fields = {}};
  add_position_field(response, page.position);
  if (page.next) response.fields.push_back({"Link", next_link(request, *page.next)});
  co_return response;
}

Task<Response> record_transaction(Request& request, AppContext& services) {
  co_return co_await answer_with_transaction(request, services, command_in_body(request, read_transaction));
}

Task<Response> put_transaction(Request& request, AppContext& services) {
  co_return co_await answer_with_transaction(request, services, transaction_under_uid(request));
}

Task<Response> get_transaction(Request& request, AppContext& services) {
  auto uid = uid_in_path(request);
  if (!uid) co_return uid.take_refusal();
  auto least = minimum_position(request, services);
  if (!least) co_return least.take_refusal();
  const auto view = co_await look_up_transaction(services, *request.principal, *uid, *least);
  if (!view) {
    co_return problem_response(
        Problem{Status::not_found, "transaction_not_found", "there is no transaction with this uid", "uid"});
  }
  JsonWriter json;
  write_transaction(json, view->recorded, services.epochs, view->shown);
  Response response{.status = Status::ok, .body = json.take(), .fields = {}};
  add_position_field(response, view->end_at(view->recorded.legs[view->shown]));
  co_return response;
}

Task<Response> reverse_transaction(Request& request, AppContext& services) {
  co_return co_await answer_with_transaction(request, services, reversal_command(request));
}

}  // namespace ledger::api
