#include "tests/matrix/http_entry_point.hpp"

#include <stdexcept>

namespace ledger::test {

EntryPointAnswer entry_point_answer(const Answer& answer) {
  if (answer.status() >= 300) return {.verdict = std::to_string(answer.status()) + " " + answer["code"], .text = {}};
  const bool is_replay = answer.response.field("Idempotent-Replayed") == "true";
  return {.verdict = is_replay ? "replayed" : "recorded", .text = answer.response.body};
}

HttpFields key_of(const Order& order) { return {{"Idempotency-Key", order.uid}}; }

std::string money_body(const Order& order, const std::string& more) {
  const auto rest = (order.currency.empty() ? "" : R"(,"currency":")" + order.currency + "\"") + more;
  const auto payment = [&](const std::string& type, const std::string& receiver = "") {
    return payment_body(order.uid, type, order.account.id, order.amount, receiver + rest);
  };
  switch (order.command) {
    case CommandKind::deposit:
      return payment("DEPOSIT");
    case CommandKind::withdraw:
      return payment("WITHDRAW");
    case CommandKind::transfer:
      return payment("TRANSFER", R"(,"to_user_id":)" + order.receiver.id);
    case CommandKind::place_hold:
      return hold_body(order.uid, order.account.id, order.amount, 600, rest);
    default:
      throw std::logic_error("no money in " + std::string(name_of(order.command)));
  }
}

std::optional<std::string> bulk_element(const Order& order) {
  switch (order.command) {
    case CommandKind::deposit:
    case CommandKind::withdraw:
    case CommandKind::transfer:
      return money_body(order);
    case CommandKind::place_hold:
      return money_body(order, R"(,"type":"HOLD")");
    default:
      return std::nullopt;
  }
}

}  // namespace ledger::test
