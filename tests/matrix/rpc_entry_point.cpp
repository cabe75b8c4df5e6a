#include "tests/matrix/rpc_entry_point.hpp"

#include <algorithm>

namespace ledger::test {

EntryPointAnswer entry_point_refusal(const grpc::Status& status) {
  auto verdict = problem(status);
  verdict.erase(std::min(verdict.size(), verdict.find(' ', verdict.find(' ') + 1)));
  return {.verdict = std::move(verdict), .text = {}};
}

v1::PaymentRequest payment_request(const Order& order) {
  auto request = payment(std::stoll(order.account.id), order.amount);
  request.set_uid(order.uid);
  if (!order.currency.empty()) request.set_currency(order.currency);
  return request;
}

v1::TransferRequest transfer_request(const Order& order) {
  auto request = transfer(std::stoll(order.account.id), std::stoll(order.receiver.id), order.amount);
  request.set_uid(order.uid);
  if (!order.currency.empty()) request.set_currency(order.currency);
  return request;
}

v1::PlaceHoldRequest hold_request(const Order& order) {
  auto request = hold(std::stoll(order.account.id), order.amount);
  request.set_uid(order.uid);
  if (!order.currency.empty()) request.set_currency(order.currency);
  return request;
}

std::optional<v1::BulkCommand> bulk_command(const Order& order) {
  v1::BulkCommand command;
  switch (order.command) {
    case CommandKind::deposit:
      *command.mutable_deposit() = payment_request(order);
      return command;
    case CommandKind::withdraw:
      *command.mutable_withdraw() = payment_request(order);
      return command;
    case CommandKind::transfer:
      *command.mutable_transfer() = transfer_request(order);
      return command;
    case CommandKind::place_hold:
      *command.mutable_place_hold() = hold_request(order);
      return command;
    default:
      return std::nullopt;
  }
}

}  // namespace ledger::test
