// GetAccount and GetBalance: an account at two times.
#include "api/grpc/calls/messages.hpp"
#include "api/grpc/calls/request_fields.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/services/positions/epoch_reading.hpp"
#include "api/services/reads/account_view.hpp"

namespace ledger::api {
namespace {

struct AccountRequest {
  AccountQuery query;
  MinimumPosition least;
};

/// Returns what a request of either kind asks for, or the status that says what is wrong with it.
template <class Request>
Result<AccountRequest, grpc::Status> account_request(const Request& request, std::int64_t id, std::string_view id_field,
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
  const auto least = fields.min_position(LEDGER_OPTIONAL_FIELD(request, min_position), services.journal_count);
  if (!fields.errors().empty()) return status_of(fields.errors());
  return AccountRequest{
      .query = {.account = *account, .journal = journal, .dated = dated, .with_creation = with_creation},
      .least = least};
}

/// Returns the account, or the status that says why there is none.
template <class Request>
Task<Result<AccountView, grpc::Status>> requested_account(Call& call, const Request& request, std::int64_t id,
                                                          std::string_view id_field, WithCreation with_creation) {
  auto asked = account_request(request, id, id_field, with_creation, call.services);
  if (!asked) co_return asked.take_refusal();
  auto found = co_await look_up_account(call.services, *call.principal, asked->query, asked->least);
  if (!found) co_return status_of(found.refusal());
  if (*found) co_return std::move(**found);
  co_return status_of(CallProblem{.status = grpc::StatusCode::NOT_FOUND,
                                  .code = name_of(RejectionCode::account_not_found),
                                  .detail = "there is no such account, or there was none yet at known_at",
                                  .field = std::string(id_field)});
}

}  // namespace

Task<grpc::Status> rpc_get_account(Call& call, const v1::GetAccountRequest& request, v1::Account& response) {
  auto view = co_await requested_account(call, request, request.id(), "id", WithCreation::yes);
  if (!view) co_return view.take_refusal();
  fill(response, *view, call.services.epochs);
  co_return grpc::Status::OK;
}

Task<grpc::Status> rpc_get_balance(Call& call, const v1::GetBalanceRequest& request, v1::Balance& response) {
  auto view = co_await requested_account(call, request, request.account_id(), "account_id", WithCreation::no);
  if (!view) co_return view.take_refusal();
  const DatedBalance& balance = view->balance;
  if (view->may_change) response.set_may_change(*view->may_change);
  response.set_account_id(balance.account.value);
  fill(*response.mutable_state(), balance);
  response.set_position(to_string(token_at(call.services.epochs, balance.journal, balance.position)));
  co_return grpc::Status::OK;
}

}  // namespace ledger::api
