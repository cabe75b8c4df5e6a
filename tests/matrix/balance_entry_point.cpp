// The balance dialect over HTTP. An order's uid is its key, and the name of its transaction.
#include "tests/matrix/http_entry_point.hpp"

namespace ledger::test {
namespace {

class BalanceEntryPoint final : public EntryPoint {
 public:
  explicit BalanceEntryPoint(const ApiServer& server) : client_(server) {}

  std::optional<EntryPointAnswer> send(const Order& order) override {
    if (!order.currency.empty()) return std::nullopt;
    switch (order.command) {
      case CommandKind::deposit:
        return change(order, "/current", minor_units(order.amount));
      case CommandKind::withdraw:
        return change(order, "/current", "-" + minor_units(order.amount));
      case CommandKind::change_limit:
        return change(order, "/limits", minor_units(order.difference));
      case CommandKind::place_hold:
        return place(order);
      case CommandKind::confirm_hold:
        return close(order, "/confirm");
      case CommandKind::cancel_hold:
        return close(order, "/cancel");
      default:
        return std::nullopt;
    }
  }

 private:
  static std::string user(const Order& order) { return "/balance/" + order.account.external_id; }

  EntryPointAnswer change(const Order& order, const std::string& what, const std::string& delta) {
    return entry_point_answer(client_.post(user(order) + what, R"({"delta":)" + delta + "}", key_of(order)));
  }
  EntryPointAnswer place(const Order& order) {
    const auto body = R"({"service_id":"taxi","external_tx_id":")" + order.uid + R"(","amount":)" +
                      minor_units(order.amount) + R"(,"timeout_seconds":600})";
    return entry_point_answer(client_.post(user(order) + "/transactions", body));
  }
  std::optional<EntryPointAnswer> close(const Order& order, const std::string& how) {
    if (!order.amount.empty()) return std::nullopt;
    return entry_point_answer(
        client_.post(user(order) + "/transactions/" + order.uid + how, R"({"service_id":"taxi"})"));
  }

  ApiClient client_;
};

}  // namespace

std::unique_ptr<EntryPoint> balance_entry_point(const ApiServer& server) {
  return std::make_unique<BalanceEntryPoint>(server);
}

}  // namespace ledger::test
