#include <charconv>

#include "api/handlers/answers.hpp"
#include "api/handlers/handlers.hpp"
#include "api/handlers/history_cursor.hpp"
#include "api/handlers/minimum_position.hpp"
#include "api/handlers/read_parameters.hpp"
#include "api/handlers/transaction_json.hpp"
#include "api/http/problem.hpp"
#include "api/services/services.hpp"
#include "ledger/journal/transactions.hpp"

namespace ledger::api {
namespace {

constexpr int limit_default = 100;
constexpr int limit_max = 1000;

/// Which page of whose history.
struct PageQuestion {
  AccountId account;
  std::optional<Version> after;
  bool descending = false;
  int limit = limit_default;
};

Response wrong(std::string field, std::string_view code, std::string detail) {
  return problem_response(Problem{Status::unprocessable_content, code, std::move(detail), std::move(field)});
}

std::optional<int> page_limit(std::string_view text) {
  int limit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc{} || end != text.data() + text.size() || limit < 1 || limit > limit_max) return std::nullopt;
  return limit;
}

OrResponse<PageQuestion> page_question(AccountId account, const QueryString& query) {
  PageQuestion question{.account = account, .after = std::nullopt};
  if (const auto text = query.find("limit")) {
    const auto limit = page_limit(*text);
    if (!limit) return wrong("limit", "limit_malformed", "a whole number from 1 to 1000");
    question.limit = *limit;
  }
  const auto sort = query.find("sort");
  if (sort && *sort != "asc" && *sort != "desc") return wrong("sort", "sort_unknown", "asc or desc");
  question.descending = sort == "desc";
  if (const auto text = query.find("cursor")) {
    const auto cursor = parse_history_cursor(*text);
    const bool fits = cursor && (!sort || cursor->descending == question.descending);
    if (!fits) return wrong("cursor", "cursor_malformed", "a cursor of an earlier page with the same sort");
    question.after = cursor->after;
    question.descending = cursor->descending;
  }
  return question;
}

Response page_response(const PageQuestion& question, const HistoryPage& page) {
  std::optional<std::string> next;
  if (page.next) next = to_string(HistoryCursor{.after = *page.next, .descending = question.descending});
  JsonWriter json;
  json.begin_object();
  json.name("items");
  json.begin_array();
  for (const auto& entry : page.entries) write_history_entry(json, entry);
  json.end_array();
  write_text(json, "next_cursor", next);
  json.end_object();
  Response response{.status = Status::ok, .body = json.take(), .fields = {}};
  if (next) {
    response.fields.push_back({"Link", "</v1/user/" + std::to_string(question.account.value) + "/transactions?limit=" +
                                           std::to_string(question.limit) + "&cursor=" + *next + ">; rel=\"next\""});
  }
  return response;
}

}  // namespace

Task<Response> list_transactions(Request& request, Services& services) {
  auto account = account_in_path(request);
  if (auto* response = std::get_if<Response>(&account)) co_return std::move(*response);
  auto query = query_of(request, {"limit", "sort", "cursor"});
  if (auto* response = std::get_if<Response>(&query)) co_return std::move(*response);
  auto asked = page_question(std::get<AccountId>(account), std::get<QueryString>(query));
  if (auto* response = std::get_if<Response>(&asked)) co_return std::move(*response);
  auto not_reached = co_await await_minimum_position(request, services);
  if (not_reached) co_return std::move(*not_reached);

  const auto question = std::get<PageQuestion>(asked);
  auto read = [question](pqxx::transaction_base& transaction) {
    return account_history(transaction, question.account, question.after, question.descending, question.limit);
  };
  const HistoryPage page = co_await services.reads.run(std::move(read));
  // Every account has at least the event that opened it.
  if (page.entries.empty() && !question.after) {
    co_return problem_response(Problem{Status::not_found, name_of(RejectionCode::account_not_found),
                                       "there is no account " + std::to_string(question.account.value), "id"});
  }
  co_return page_response(question, page);
}

}  // namespace ledger::api
