// GET /v1/users/{id}, /v1/users/{id}/balance and /v1/users.
#include "api/http/message/problem.hpp"
#include "api/rest/answers.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/parameters/minimum_position.hpp"
#include "api/rest/parameters/read_parameters.hpp"
#include "api/rest/problems.hpp"
#include "api/rest/resources/cursors.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/positions/epoch_reading.hpp"
#include "api/services/reads/account_view.hpp"
#include "api/services/reads/lists.hpp"

namespace ledger::api {
namespace {

Result<AccountsQuery> users_query(const QueryString& query) {
  AccountsQuery page;
  auto limit = page_limit(query);
  if (!limit) return limit.take_refusal();
  page.limit = *limit;
  static_assert(external_id_bytes_max == 256 && name_bytes_max == 256);
  for (const auto& [name, wanted] :
       {std::pair("external_id", &page.external_id), std::pair("name", &page.name_start)}) {
    const auto text = query.find(name);
    if (!text) continue;
    if (text->empty() || text->size() > name_bytes_max || text->find('\0') != std::string_view::npos) {
      return wrong_parameter(name, "text_length", "1 to 256 bytes");
    }
    *wanted = *text;
  }
  if (page.external_id && page.name_start) {
    return wrong_parameter("name", "unknown_parameter", "not together with external_id");
  }
  if (const auto text = query.find("cursor")) {
    page.after = parse_account_cursor(*text);
    if (!page.after || page.external_id || page.name_start) {
      return wrong_parameter("cursor", "cursor_malformed", "a cursor of an earlier page");
    }
  }
  return page;
}

void write_user(JsonWriter& json, const ListedAccount& account, const EpochBook& epochs) {
  json.begin_object();
  json.member("id", account.last.account.value);
  write_text(json, "name", account.holder ? std::optional(account.holder->name) : std::nullopt);
  write_text(json, "external_id", account.holder ? account.holder->external_id : std::nullopt);
  write_state(json, state_of(account.last), epochs);
  json.member("created_at", format_moment(account.created));
  json.end_object();
}

/// A page written out by the thread that read it: an event loop has others to serve.
struct WrittenUsers {
  PositionToken position;
  std::optional<std::string> next;
  std::string body;
};

WrittenUsers written_users(const AsOf<AccountPage>& found, const EpochBook& epochs) {
  WrittenUsers written{.position = found.position, .next = std::nullopt, .body = {}};
  if (found.value.next) written.next = account_cursor(*found.value.next);
  JsonWriter json;
  json.begin_object();
  json.name("items");
  json.begin_array();
  for (const auto& account : found.value.accounts) write_user(json, account, epochs);
  json.end_array();
  write_text(json, "next_cursor", written.next);
  json.end_object();
  written.body = json.take();
  return written;
}

Response user_response(const AccountQuery& query, const AccountView& view, const EpochBook& epochs) {
  const auto known_at = token_at(epochs, view.balance.journal, view.balance.position);
  const auto& holder = view.holder;
  JsonWriter json;
  json.begin_object();
  json.member("id", view.balance.account.value);
  write_text(json, "name", holder ? std::optional(holder->name) : std::nullopt);
  if (view.created) write_text(json, "external_id", holder ? holder->external_id : std::nullopt);
  write_state(json, view.balance, epochs);
  json.member("known_at", to_string(known_at));
  write_may_change(json, view.may_change);
  if (query.dated.date) json.member("date", format_moment(*query.dated.date));
  if (view.created) json.member("created_at", format_moment(*view.created));
  json.end_object();
  Response response{.status = Status::ok, .body = json.take(), .fields = {}};
  add_position_field(response, known_at);
  return response;
}

Task<Response> answer_user(const Request& request, AppContext& services, WithCreation with_creation) {
  auto account = account_in_path(request);
  if (!account) co_return account.take_refusal();
  auto query = query_of(request, {"date", "known_at"});
  if (!query) co_return query.take_refusal();
  auto dated = dated_query(*query, services.journal_of(*account));
  if (!dated) co_return dated.take_refusal();
  auto least = minimum_position(request, services);
  if (!least) co_return least.take_refusal();

  const AccountQuery wanted{
      .account = *account, .journal = services.journal_of(*account), .dated = *dated, .with_creation = with_creation};
  const auto found = co_await look_up_account(services, *request.principal, wanted, *least);
  if (!found) co_return refusal_response(found.refusal());
  if (!*found) co_return account_not_found("there is no such account, or there was none yet at known_at");
  co_return user_response(wanted, **found, services.epochs);
}

}  // namespace

Task<Response> list_users(Request& request, AppContext& services) {
  auto query = query_of(request, {"external_id", "name", "limit", "cursor"});
  if (!query) co_return query.take_refusal();
  auto asked = users_query(*query);
  if (!asked) co_return asked.take_refusal();
  auto least = minimum_position(request, services);
  if (!least) co_return least.take_refusal();

  auto write = [&epochs = services.epochs](const AsOf<AccountPage>& found) { return written_users(found, epochs); };
  auto page = co_await list_accounts(services, *request.principal, std::move(*asked), *least, std::move(write));
  Response response{.status = Status::ok, .body = std::move(page.body), .fields = {}};
  add_position_field(response, page.position);
  if (page.next) response.fields.push_back({"Link", next_link(request, *page.next)});
  co_return response;
}

Task<Response> get_user(Request& request, AppContext& services) {
  return answer_user(request, services, WithCreation::yes);
}

Task<Response> get_balance(Request& request, AppContext& services) {
  return answer_user(request, services, WithCreation::no);
}

}  // namespace ledger::api
