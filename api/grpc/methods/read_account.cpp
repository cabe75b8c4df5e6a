// GetAccount and GetBalance: an account at two times.
#include "api/grpc/calls/messages.hpp"
#include "api/grpc/calls/request_fields.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/grpc/methods/reading.hpp"
#include "api/services/epoch_reading.hpp"
#include "api/services/position_wait.hpp"

namespace ledger::api {
namespace {

/// What is asked for, and the position that the answer must include.
struct Asked {
  AccountQuery question;
  std::optional<PositionToken> least;
  std::string_view id_field;
};

/// What a request of either kind asks for, or what is wrong with it.
template <class Request>
std::variant<Asked, grpc::Status> asked_by(const Request& request, std::int64_t id, std::string_view id_field,
                                           WithCreation with_creation, const AppContext& services) {
  RequestFields fields;
  const auto account = fields.account(id_field, id);
  const auto journal = services.journal_of(account.value_or(AccountId()));
  DatedQuery dated;
  dated.date = fields.moment("date", LEDGER_OPTIONAL_FIELD(request, date));
  dated.known_at.field = "known_at_position";
  dated.known_at.position =
      fields.position(dated.known_at.field, LEDGER_OPTIONAL_FIELD(request, known_at_position), journal);
  dated.known_at.time = fields.moment("known_at_time", LEDGER_OPTIONAL_FIELD(request, known_at_time));
  const auto least = fields.least_position(LEDGER_OPTIONAL_FIELD(request, min_position), services.journal_count);
  if (!fields.errors().empty()) return status_of(fields.errors());
  return Asked{.question = {.account = *account, .journal = journal, .dated = dated, .with_creation = with_creation},
               .least = least,
               .id_field = id_field};
}

Task<std::variant<AccountView, grpc::Status>> read(Call& call, std::variant<Asked, grpc::Status> request) {
  if (auto* status = std::get_if<grpc::Status>(&request)) co_return std::move(*status);
  auto& asked = std::get<Asked>(request);
  if (!call.principal->may_read(asked.question.account)) co_return status_of(Permission::hidden);
  auto late = co_await await_least_position(call, asked.least);
  if (late) co_return std::move(*late);
  auto& known_at = asked.question.dated.known_at;
  known_at = co_await await_known(call.services, asked.question.journal, known_at);
  auto ask = [question = asked.question, &epochs = call.services.epochs](pqxx::transaction_base& transaction) {
    return read_account(transaction, question, epochs);
  };
  auto reading = co_await call.services.reads.run(std::move(ask));
  if (reading) co_return std::move(*reading);
  co_return status_of(CallProblem{.status = grpc::StatusCode::NOT_FOUND,
                                  .code = name_of(RejectionCode::account_not_found),
                                  .detail = "there is no such account, or there was none yet at known_at",
                                  .field = std::string(asked.id_field)});
}

}  // namespace

Task<grpc::Status> rpc_get_account(Call& call, const v1::GetAccountRequest& request, v1::Account& response) {
  const auto read_one = co_await read(call, asked_by(request, request.id(), "id", WithCreation::yes, call.services));
  if (const auto* status = std::get_if<grpc::Status>(&read_one)) co_return *status;
  fill(response, std::get<AccountView>(read_one), call.services.epochs);
  co_return grpc::Status::OK;
}

Task<grpc::Status> rpc_get_balance(Call& call, const v1::GetBalanceRequest& request, v1::Balance& response) {
  const auto read_one =
      co_await read(call, asked_by(request, request.account_id(), "account_id", WithCreation::no, call.services));
  if (const auto* status = std::get_if<grpc::Status>(&read_one)) co_return *status;
  const auto& reading = std::get<AccountView>(read_one);
  const DatedBalance& balance = reading.balance;
  if (reading.may_change) response.set_may_change(*reading.may_change);
  response.set_account_id(balance.account.value);
  fill(*response.mutable_state(), balance);
  response.set_position(to_string(token_at(call.services.epochs, balance.journal, balance.position)));
  co_return grpc::Status::OK;
}

}  // namespace ledger::api
