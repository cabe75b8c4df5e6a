#include "api/rest/answers.hpp"
#include "api/rest/handlers.hpp"
#include "api/rest/minimum_position.hpp"
#include "api/rest/read_parameters.hpp"
#include "api/rest/resources/account_cursor.hpp"
#include "api/services/app_context.hpp"
#include "api/services/as_of.hpp"
#include "api/services/known_identity.hpp"
#include "ledger/queries/account_list.hpp"

namespace ledger::api {
namespace {

/// Which page, or which account.
struct UsersQuery {
  std::optional<std::string> external_id;
  std::optional<AccountId> after;
  int limit = 0;
};

OrResponse<UsersQuery> users_question(const QueryString& query) {
  UsersQuery question;
  auto limit = page_limit(query);
  if (auto* response = std::get_if<Response>(&limit)) return std::move(*response);
  question.limit = std::get<int>(limit);
  if (const auto text = query.find("external_id")) {
    if (text->empty() || text->size() > external_id_bytes_max || text->find('\0') != std::string_view::npos) {
      return wrong_parameter("external_id", "text_length", "1 to 256 bytes");
    }
    question.external_id = *text;
  }
  if (const auto text = query.find("cursor")) {
    question.after = parse_account_cursor(*text);
    if (!question.after || question.external_id) {
      return wrong_parameter("cursor", "cursor_malformed", "a cursor of an earlier page");
    }
  }
  return question;
}

AccountPage read_page(pqxx::transaction_base& transaction, const UsersQuery& question) {
  if (!question.external_id) return list_accounts(transaction, question.after, question.limit);
  AccountPage page;
  const auto find = [&](pqxx::transaction_base& session) { return find_account(session, *question.external_id); };
  if (auto found = find_known(transaction, find)) page.accounts.push_back(std::move(*found));
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

}  // namespace

Task<Response> list_users(Request& request, AppContext& services) {
  auto query = query_of(request, {"external_id", "limit", "cursor"});
  if (auto* response = std::get_if<Response>(&query)) co_return std::move(*response);
  auto asked = users_question(std::get<QueryString>(query));
  if (auto* response = std::get_if<Response>(&asked)) co_return std::move(*response);
  auto not_reached = co_await await_minimum_position(request, services);
  if (not_reached) co_return std::move(*not_reached);

  const auto question = std::get<UsersQuery>(asked);
  auto find = as_of_end(
      services.journal, services.epochs,
      [question, count = services.journal_count, &epochs = services.epochs](pqxx::transaction_base& transaction) {
        auto page = read_page(transaction, question);
        // Accounts are of all journals.
        if (count > 1) learn_all_epochs(transaction, epochs);
        return page;
      });
  auto read = [find = std::move(find), &epochs = services.epochs](pqxx::transaction_base& transaction) mutable {
    return written_users(find(transaction), epochs);
  };
  auto& pool = question.external_id ? services.reads : services.long_reads;
  auto page = co_await pool.run(std::move(read), request.principal->id);
  Response response{.status = Status::ok, .body = std::move(page.body), .fields = {}};
  add_position_field(response, page.position);
  if (page.next) response.fields.push_back({"Link", next_link(request, *page.next)});
  co_return response;
}

}  // namespace ledger::api
