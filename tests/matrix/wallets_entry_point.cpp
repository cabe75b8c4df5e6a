// The wallets dialect.
#include "tests/matrix/http_entry_point.hpp"

namespace ledger::test {
namespace {

class WalletsEntryPoint final : public EntryPoint {
 public:
  explicit WalletsEntryPoint(const ApiServer& server) : client_(server) {}

  std::optional<EntryPointAnswer> send(const Order& order) override {
    if (!order.currency.empty()) return std::nullopt;
    switch (order.command) {
      case CommandKind::open_account:
        if (!order.name.empty() || !order.limit.empty()) return std::nullopt;
        return entry_point_answer(client_.post("/api/v1/wallets", "", key_of(order)));
      case CommandKind::deposit:
        return operate(order, "DEPOSIT");
      case CommandKind::withdraw:
        return operate(order, "WITHDRAW");
      default:
        return std::nullopt;
    }
  }

 private:
  EntryPointAnswer operate(const Order& order, const std::string& type) {
    const auto body = R"({"operation_type":")" + type + R"(","amount":)" + order.amount + "}";
    return entry_point_answer(
        client_.post("/api/v1/wallets/" + order.account.external_id + "/operation", body, key_of(order)));
  }

  ApiClient client_;
};

}  // namespace

std::unique_ptr<EntryPoint> wallets_entry_point(const ApiServer& server) {
  return std::make_unique<WalletsEntryPoint>(server);
}

}  // namespace ledger::test
