#include "api/rest/resources/user_view.hpp"

#include "api/http/message/problem.hpp"
#include "api/rest/answers.hpp"
#include "api/rest/minimum_position.hpp"
#include "api/rest/read_parameters.hpp"
#include "api/services/epoch_reading.hpp"
#include "api/services/position_wait.hpp"

namespace ledger::api {
namespace {

Response user_response(const AccountQuery& question, const AccountView& reading, const EpochBook& epochs) {
  const auto known_at = token_at(epochs, reading.balance.journal, reading.balance.position);
  const auto& holder = reading.holder;
  JsonWriter json;
  json.begin_object();
  json.member("id", reading.balance.account.value);
  write_text(json, "name", holder ? std::optional(holder->name) : std::nullopt);
  if (reading.created) write_text(json, "external_id", holder ? holder->external_id : std::nullopt);
  write_state(json, reading.balance, epochs);
  json.member("known_at", to_string(known_at));
  write_may_change(json, reading.may_change);
  if (question.dated.date) json.member("date", format_moment(*question.dated.date));
  if (reading.created) json.member("created_at", format_moment(*reading.created));
  json.end_object();
  Response response{.status = Status::ok, .body = json.take(), .fields = {}};
  add_position_field(response, known_at);
  return response;
}

}  // namespace

Task<Response> answer_user(const Request& request, AppContext& services, WithCreation with_creation) {
  auto account = account_in_path(request);
  if (auto* response = std::get_if<Response>(&account)) co_return std::move(*response);
  auto query = query_of(request, {"date", "known_at"});
  if (auto* response = std::get_if<Response>(&query)) co_return std::move(*response);
  auto dated = dated_question(std::get<QueryString>(query), services.journal_of(std::get<AccountId>(account)));
  if (auto* response = std::get_if<Response>(&dated)) co_return std::move(*response);
  auto not_reached = co_await await_minimum_position(request, services);
  if (not_reached) co_return std::move(*not_reached);

  AccountQuery question{.account = std::get<AccountId>(account),
                        .journal = services.journal_of(std::get<AccountId>(account)),
                        .dated = std::get<DatedQuery>(dated),
                        .with_creation = with_creation};
  question.dated.known_at = co_await await_known(services, question.journal, question.dated.known_at);
  auto asked = [question, &epochs = services.epochs](pqxx::transaction_base& transaction) {
    return read_account(transaction, question, epochs);
  };
  const auto reading = co_await services.reads.run(std::move(asked));
  if (!reading) co_return account_not_found("there is no such account, or there was none yet at known_at");
  co_return user_response(question, *reading, services.epochs);
}

}  // namespace ledger::api
