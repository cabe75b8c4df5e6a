#include "api/rest/answers.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/minimum_position.hpp"
#include "api/rest/read_parameters.hpp"
#include "api/rest/transaction_json.hpp"
#include "api/services/app_context.hpp"
#include "api/services/as_of.hpp"
#include "ledger/queries/account_versions.hpp"
#include "ledger/queries/open_holds.hpp"

namespace ledger::api {
namespace {

/// A cursor is this and the uid of the last hold before.
constexpr char cursor_mark = 'h';

struct HoldsQuery {
  AccountId account;
  std::optional<Uid> after;
  int limit = 0;
};

OrResponse<HoldsQuery> holds_question(const Request& request) {
  auto account = account_in_path(request);
  if (auto* response = std::get_if<Response>(&account)) return std::move(*response);
  auto query = query_of(request, {"limit", "cursor"});
  if (auto* response = std::get_if<Response>(&query)) return std::move(*response);
  auto limit = page_limit(std::get<QueryString>(query));
  if (auto* response = std::get_if<Response>(&limit)) return std::move(*response);
  HoldsQuery question{.account = std::get<AccountId>(account), .after = {}, .limit = std::get<int>(limit)};
  if (const auto text = std::get<QueryString>(query).find("cursor")) {
    if (text->starts_with(cursor_mark)) question.after = parse_uid(text->substr(1));
    if (!question.after) return wrong_parameter("cursor", "cursor_malformed", "a cursor of an earlier page");
  }
  return question;
}

}  // namespace

Task<Response> list_holds(Request& request, AppContext& services) {
  auto asked = holds_question(request);
  if (auto* response = std::get_if<Response>(&asked)) co_return std::move(*response);
  auto not_reached = co_await await_minimum_position(request, services);
  if (not_reached) co_return std::move(*not_reached);

  const auto question = std::get<HoldsQuery>(asked);
  const auto journal = services.journal_of(question.account);
  auto read = as_of_end(journal, services.epochs,
                        [question](pqxx::transaction_base& transaction) -> std::optional<OpenHoldPage> {
                          if (last_version(transaction, question.account) == Version(0)) return std::nullopt;
                          return open_holds(transaction, question.account, question.after, question.limit);
                        });
  const auto [position, page] = co_await services.long_reads.run(std::move(read), request.principal->id);
  if (!page) co_return account_not_found("there is no account " + std::to_string(question.account.value));
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

}  // namespace ledger::api
