#include "api/handlers/user_reading.hpp"

#include "api/handlers/answers.hpp"
#include "api/handlers/minimum_position.hpp"
#include "api/http/problem.hpp"

namespace ledger::api {
Task<OrResponse<UserReading>> read_user(const Request& request, Services& services, WithCreation with_creation) {
  auto account = account_in_path(request);
  if (auto* response = std::get_if<Response>(&account)) co_return std::move(*response);
  auto query = query_of(request, {"date", "known_at"});
  if (auto* response = std::get_if<Response>(&query)) co_return std::move(*response);
  auto dated = dated_question(std::get<QueryString>(query), services.journal);
  if (auto* response = std::get_if<Response>(&dated)) co_return std::move(*response);
  auto not_reached = co_await await_minimum_position(request, services);
  if (not_reached) co_return std::move(*not_reached);

  const AccountQuestion question{.account = std::get<AccountId>(account),
                                 .journal = services.journal,
                                 .dated = std::get<DatedQuestion>(dated),
                                 .with_creation = with_creation};
  auto asked = [question](pqxx::transaction_base& transaction) { return read_account(transaction, question); };
  auto reading = co_await services.reads.run(std::move(asked));
  if (!reading) {
    const std::string detail = "there is no such account, or there was none yet at known_at";
    co_return problem_response(Problem{Status::not_found, name_of(RejectionCode::account_not_found), detail, "id"});
  }
  co_return UserReading{std::move(*reading), question.dated.date};
}

void write_dated_state(JsonWriter& json, const UserReading& reading) {
  write_state(json, reading.balance);
  json.member("known_at", to_string(PositionToken{reading.balance.journal, reading.balance.position}));
  if (reading.date) json.member("date", format_moment(*reading.date));
}

}  // namespace ledger::api
