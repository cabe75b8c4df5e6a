#include "api/grpc/methods/payment_commands.hpp"

#include "ledger/directory/seal.hpp"

namespace ledger::api {
namespace {

/// Reads the fields that all have.
template <class Request>
void fill_payment(Payment& command, RequestFields& fields, const Request& request, const std::string& actor) {
  command.uid = fields.chosen_uid("uid", request.uid()).value_or(Uid{});
  command.actor = actor;
  command.account = fields.account("account_id", request.account_id()).value_or(AccountId());
  command.amount = fields.decimal("amount", request.amount()).value_or(Decimal{});
  command.currency = fields.currency("currency", LEDGER_OPTIONAL_FIELD(request, currency));
  auto comment = fields.text("comment", LEDGER_OPTIONAL_FIELD(request, comment), comment_bytes_max);
  if (comment) command.comment = seal_comment(std::move(*comment));
}

template <class Kind, class Request>
Kind payment_command(RequestFields& fields, const Request& request, const std::string& actor) {
  Kind command;
  fill_payment(command, fields, request, actor);
  command.effective = fields.moment("effective", LEDGER_OPTIONAL_FIELD(request, effective));
  return command;
}

}  // namespace

Deposit deposit_command(RequestFields& fields, const v1::PaymentRequest& request, const std::string& actor) {
  return payment_command<Deposit>(fields, request, actor);
}

Withdraw withdraw_command(RequestFields& fields, const v1::PaymentRequest& request, const std::string& actor) {
  return payment_command<Withdraw>(fields, request, actor);
}

Transfer transfer_command(RequestFields& fields, const v1::TransferRequest& request, const std::string& actor) {
  auto command = payment_command<Transfer>(fields, request, actor);
  command.to = fields.account("to_account_id", request.to_account_id()).value_or(AccountId());
  return command;
}

PlaceHold hold_command(RequestFields& fields, const v1::PlaceHoldRequest& request, const std::string& actor) {
  PlaceHold command;
  fill_payment(command, fields, request, actor);
  command.service_id = fields.service("service_id", request.service_id()).value_or("");
  command.timeout = fields.hold_timeout("timeout_seconds", request.timeout_seconds()).value_or(std::chrono::seconds(0));
  return command;
}

}  // namespace ledger::api
