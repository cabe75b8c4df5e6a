// The ledger's own REST API, a call each.
#include "tests/matrix/http_entry_point.hpp"

namespace ledger::test {
namespace {

class RestEntryPoint final : public EntryPoint {
 public:
  explicit RestEntryPoint(const ApiServer& server) : client_(server) {}

  std::optional<EntryPointAnswer> send(const Order& order) override {
    switch (order.command) {
      case CommandKind::open_account:
        return put("POST", "/v1/user", opening(order), key_of(order));
      case CommandKind::deposit:
      case CommandKind::withdraw:
      case CommandKind::transfer:
        return put("POST", "/v1/transaction", money_body(order));
      case CommandKind::place_hold:
        return put("POST", "/v1/hold", money_body(order));
      case CommandKind::confirm_hold:
        return put("POST", "/v1/hold/" + order.uid + "/confirm", "{" + member("amount", order.amount) + "}");
      case CommandKind::cancel_hold:
        return put("POST", "/v1/hold/" + order.uid + "/cancel", "");
      case CommandKind::reverse_transaction:
        return put("POST", "/v1/transaction/" + order.reverses + "/reverse", "{" + member("uid", order.uid) + "}");
      case CommandKind::change_limit:
        if (order.limit.empty()) return std::nullopt;
        return put("PUT", user(order) + "/limit", "{" + member("limit", order.limit) + "}", key_of(order));
      case CommandKind::freeze:
      case CommandKind::unfreeze:
      case CommandKind::close:
        return put("POST", user(order) + "/" + std::string(name_of(order.command)), "", key_of(order));
      case CommandKind::erase_identity:
        return put("DELETE", user(order) + "/identity", "", key_of(order));
    }
    __builtin_unreachable();
  }

 private:
  EntryPointAnswer put(const std::string& method, const std::string& target, const std::string& body,
                       const HttpFields& fields = {}) {
    return entry_point_answer(client_.request(method, target, body, fields));
  }
  static std::string user(const Order& order) { return "/v1/user/" + order.account.id; }
  /// `"name":"value"`, or nothing for an empty value.
  static std::string member(const std::string& name, const std::string& value) {
    return value.empty() ? "" : "\"" + name + "\":\"" + value + "\"";
  }
  static std::string opening(const Order& order) {
    std::string body = "{" + member("name", order.name.empty() ? "Ann" : order.name);
    for (const auto& more : {member("currency", order.currency), member("limit", order.limit)}) {
      if (!more.empty()) body += "," + more;
    }
    return body + "}";
  }

  ApiClient client_;
};

}  // namespace

std::unique_ptr<EntryPoint> rest_entry_point(const ApiServer& server) {
  return std::make_unique<RestEntryPoint>(server);
}

}  // namespace ledger::test
