#include "api/handlers/user_reading.hpp"

#include "api/handlers/answers.hpp"
#include "api/handlers/minimum_position.hpp"
#include "api/http/problem.hpp"
#include "ledger/journal/transactions.hpp"

namespace ledger::api {
namespace {

/// Everything that the query needs, by value.
struct Question {
  AccountId account;
  JournalId journal;
  DatedQuestion dated;
  WithCreation with_creation;
};

std::optional<UserReading> ask(pqxx::transaction_base& transaction, const Question& question) {
  auto known_at = question.dated.known_at;
  if (question.dated.known_at_time) {
    known_at = position_at(transaction, question.journal, *question.dated.known_at_time);
  }
  const auto balance = balance_at(transaction, question.account, question.dated.date, known_at);
  if (!balance) return std::nullopt;
  UserReading reading{.balance = *balance,
                      .date = question.dated.date,
                      .holder = find_holder(transaction, question.account),
                      .created = std::nullopt};
  if (question.with_creation == WithCreation::yes) {
    const auto first = account_history(transaction, question.account, std::nullopt, false, 1);
    reading.created = first.entries.at(0).legs.front().recorded;
  }
  return reading;
}

}  // namespace

Task<OrResponse<UserReading>> read_user(const Request& request, Services& services, WithCreation with_creation) {
  auto account = account_in_path(request);
  if (auto* response = std::get_if<Response>(&account)) co_return std::move(*response);
  auto query = query_of(request, {"date", "known_at"});
  if (auto* response = std::get_if<Response>(&query)) co_return std::move(*response);
  auto dated = dated_question(std::get<QueryString>(query), services.journal);
  if (auto* response = std::get_if<Response>(&dated)) co_return std::move(*response);
  auto not_reached = co_await await_minimum_position(request, services);
  if (not_reached) co_return std::move(*not_reached);

  const Question question{.account = std::get<AccountId>(account),
                          .journal = services.journal,
                          .dated = std::get<DatedQuestion>(dated),
                          .with_creation = with_creation};
  auto asked = [question](pqxx::transaction_base& transaction) { return ask(transaction, question); };
  auto reading = co_await services.reads.run(std::move(asked));
  if (!reading) {
    const std::string detail = "there is no such account, or there was none yet at known_at";
    co_return problem_response(Problem{Status::not_found, name_of(RejectionCode::account_not_found), detail, "id"});
  }
  co_return std::move(*reading);
}

void write_dated_state(JsonWriter& json, const UserReading& reading) {
  write_state(json, reading.balance);
  json.member("known_at", to_string(PositionToken{reading.balance.journal, reading.balance.position}));
  if (reading.date) json.member("date", format_moment(*reading.date));
}

}  // namespace ledger::api
