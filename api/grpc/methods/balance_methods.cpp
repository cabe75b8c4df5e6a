#include "api/grpc/methods/balance_methods.hpp"

#include <limits>

#include "api/dialects/balance.hpp"
#include "api/grpc/calls/messages.hpp"
#include "api/grpc/calls/request_fields.hpp"
#include "api/services/reads/external_accounts.hpp"
#include "ledger/domain/details.hpp"

namespace ledger::api {
namespace {

namespace wire = ::balance::v1;

balance::Call dialect_call(RequestFields& fields, const std::string& user_id, const Call& call) {
  return {.user_id = fields.text("user_id", user_id, external_id_bytes_max).value_or(std::string()),
          .actor = call.principal->id,
          .trace = call.trace};
}

/// Reads the names that the client has for a transaction.
balance::Transaction transaction_of(RequestFields& fields, const std::string& service_id,
                                    const std::string& external_tx_id) {
  return {.service_id = fields.service("service_id", service_id).value_or(std::string()),
          .external_tx_id =
              fields.text("external_tx_id", external_tx_id, balance::external_tx_id_bytes_max).value_or(std::string())};
}

/// A change's fields; what is wrong with them is noted.
struct Change {
  balance::Call call;
  MinorUnits delta = 0;
  std::optional<Uid> uid;
};

Change change_of(RequestFields& fields, const wire::ChangeRequest& request, const Call& call) {
  if (request.delta() == std::numeric_limits<std::int64_t>::min()) {
    fields.refuse("delta", "amount_out_of_range", "the number is too large");
  }
  return {.call = dialect_call(fields, request.user_id(), call),
          .delta = request.delta(),
          .uid = fields.chosen_uid("uid", LEDGER_OPTIONAL_FIELD(request, uid))};
}

void fill_balance(wire::Balance& message, const std::string& user_id, const std::optional<Event>& last) {
  const auto known = balance::balance_of(last);
  message.set_user_id(user_id);
  message.set_current(known.current);
  message.set_maximum(known.maximum);
  message.set_locked_total(known.locked_total);
}

/// The balance after a command.
grpc::Status answer(const Call& call, wire::Balance& message, const std::string& user_id, const Outcome& outcome) {
  const auto* applied = std::get_if<Applied>(&outcome);
  if (applied == nullptr) return refusal_status(outcome, *call.principal);
  fill_balance(message, user_id, applied->recorded.legs.back());
  return grpc::Status::OK;
}

/// The transaction after a command.
grpc::Status answer(wire::Transaction& message, const std::string& user_id, const std::string& external_tx_id,
                    const Outcome& outcome) {
  const auto* applied = std::get_if<Applied>(&outcome);
  if (applied == nullptr) return refusal_status(outcome);
  const Event& placed = applied->recorded.legs.front();
  const auto terms = hold_terms(placed);
  message.set_id(to_string(placed.uid));
  message.set_user_id(user_id);
  message.set_service_id(terms.service_id);
  message.set_external_tx_id(external_tx_id);
  message.set_amount(placed.amount);
  message.set_status(std::string(balance::status_of(applied->recorded)));
  fill(*message.mutable_created_at(), placed.recorded);
  fill(*message.mutable_expires_at(), terms.expires);
  if (const auto closed = closed_at(applied->recorded)) fill(*message.mutable_closed_at(), *closed);
  return grpc::Status::OK;
}

Task<grpc::Status> close(Call& call, const wire::CloseTransactionRequest& request, wire::Transaction& response,
                         balance::Closing closing) {
  RequestFields fields;
  auto dialect = dialect_call(fields, request.user_id(), call);
  auto transaction = transaction_of(fields, request.service_id(), request.external_tx_id());
  if (!fields.errors().empty()) co_return status_of(fields.errors());
  const Outcome outcome =
      co_await balance::close_transaction(call.services, std::move(dialect), std::move(transaction), closing);
  co_return answer(response, request.user_id(), request.external_tx_id(), outcome);
}

}  // namespace

Task<grpc::Status> dialect_get_balance(Call& call, const wire::GetBalanceRequest& request, wire::Balance& response) {
  RequestFields fields;
  const auto user_id = fields.text("user_id", request.user_id(), external_id_bytes_max);
  if (!fields.errors().empty()) co_return status_of(fields.errors());
  const auto last = co_await look_up_external(call.services, *user_id);
  fill_balance(response, *user_id, last);
  co_return grpc::Status::OK;
}

Task<grpc::Status> dialect_change_limit(Call& call, const wire::ChangeRequest& request, wire::Balance& response) {
  RequestFields fields;
  auto change = change_of(fields, request, call);
  if (!fields.errors().empty()) co_return status_of(fields.errors());
  const Outcome outcome =
      co_await balance::change_limit(call.services, std::move(change.call), change.delta, change.uid);
  co_return answer(call, response, request.user_id(), outcome);
}

Task<grpc::Status> dialect_change_current(Call& call, const wire::ChangeRequest& request, wire::Balance& response) {
  RequestFields fields;
  auto change = change_of(fields, request, call);
  if (!fields.errors().empty()) co_return status_of(fields.errors());
  const Outcome outcome =
      co_await balance::change_current(call.services, std::move(change.call), change.delta, change.uid);
  co_return answer(call, response, request.user_id(), outcome);
}

Task<grpc::Status> dialect_open_transaction(Call& call, const wire::OpenTransactionRequest& request,
                                            wire::Transaction& response) {
  RequestFields fields;
  auto dialect = dialect_call(fields, request.user_id(), call);
  auto transaction = transaction_of(fields, request.service_id(), request.external_tx_id());
  const auto timeout = fields.hold_timeout("timeout_seconds", request.timeout_seconds());
  if (!fields.errors().empty()) co_return status_of(fields.errors());
  const Outcome outcome = co_await balance::open_transaction(call.services, std::move(dialect), std::move(transaction),
                                                             request.amount(), *timeout);
  co_return answer(response, request.user_id(), request.external_tx_id(), outcome);
}

Task<grpc::Status> dialect_confirm_transaction(Call& call, const wire::CloseTransactionRequest& request,
                                               wire::Transaction& response) {
  return close(call, request, response, balance::Closing::confirm);
}

Task<grpc::Status> dialect_cancel_transaction(Call& call, const wire::CloseTransactionRequest& request,
                                              wire::Transaction& response) {
  return close(call, request, response, balance::Closing::cancel);
}

}  // namespace ledger::api
