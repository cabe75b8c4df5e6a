// In bulk a command that its caller may not give is answered as it would be alone, and leaves nothing behind.
#include <map>

#include "tests/matrix/http_entry_point.hpp"
#include "tests/matrix/rpc_entry_point.hpp"
#include "tests/support/api/guarded_server.hpp"

namespace ledger::test {
namespace {

/// A caller's command on an account that may or may not be the caller's own.
struct CallersCommand {
  CommandKind command;
  bool is_own;
  std::string code;
  /// In an atomic request, where it is another.
  std::string code_if_atomic = {};
};

/// Ways to send many commands.
enum class BulkWay { array, lines, grpc };

const std::map<std::string, std::vector<CallersCommand>>& callers_commands() {
  using enum CommandKind;
  static const std::map<std::string, std::vector<CallersCommand>> table = {
      {"user",
       {{withdraw, true, "recorded"},
        {withdraw, false, "account_not_found"},
        {deposit, true, "forbidden"},
        {deposit, false, "account_not_found"},
        {transfer, false, "account_not_found"},
        {place_hold, true, "forbidden"},
        {place_hold, false, "forbidden"},
        {transfer, true, "recorded", "forbidden"}}},
      {"service",
       {{deposit, false, "recorded"},
        {withdraw, false, "forbidden"},
        {transfer, false, "forbidden"},
        {place_hold, false, "recorded"}}},
  };
  return table;
}

/// A guarded server with two accounts of 10.00 each, of which a user owns one.
class BulkBench {
 public:
  BulkBench() : own_(open()), foreign_(open()) {}

  std::vector<Order> orders_of(const std::string& role) const {
    std::vector<Order> orders;
    for (const auto& each : callers_commands().at(role)) {
      Order order;
      order.command = each.command;
      order.uid = fresh_uid();
      order.account.id = each.is_own ? own_ : foreign_;
      order.receiver.id = each.is_own ? foreign_ : own_;
      order.amount = "1";
      orders.push_back(order);
    }
    return orders;
  }

  /// "403 forbidden" or "PERMISSION_DENIED forbidden" for each; an atomic request's own refusal comes first.
  std::vector<std::string> send(BulkWay way, const std::string& role, const std::vector<Order>& orders,
                                bool atomic = false) const {
    const auto token = server_.token_for(role, "[" + own_ + "]");
    return way == BulkWay::grpc ? send_over_grpc(token, orders, atomic)
                                : send_over_http(token, orders, atomic, way == BulkWay::lines);
  }

  /// Returns the number of events recorded for this order.
  std::string events_of(const Order& order) const {
    return query_value(server_.database().owner(),
                       "select count(*) from event where transaction_uid = '" + order.uid + "'");
  }

 private:
  std::string open() {
    RpcClient service(server_.api(), server_.token_for("service"));
    const auto account = service.open();
    REQUIRE(service.deposit(account, "10").ok());
    return std::to_string(account);
  }
  std::vector<std::string> send_over_http(const std::string& token, const std::vector<Order>& orders, bool atomic,
                                          bool as_lines) const {
    std::string body;
    for (const auto& order : orders) body += (body.empty() ? "" : as_lines ? "\n" : ",") + bulk_element(order).value();
    auto fields = bearer(token);
    fields.emplace_back("Content-Type", as_lines ? "application/x-ndjson" : "application/json");
    const auto answer = ApiClient(server_.api())
                            .post(atomic ? "/v1/transactions?atomic=true" : "/v1/transactions",
                                  as_lines ? body : "[" + body + "]", fields);
    std::vector<std::string> verdicts;
    if (answer.status() != 200) verdicts.push_back(answer.problem());
    const auto results = answer.json.member("results");
    for (std::size_t index = 0; index < results.size(); ++index) {
      verdicts.push_back(results.at(index)["status"] + " " + results.at(index)["code"]);
    }
    return verdicts;
  }
  std::vector<std::string> send_over_grpc(const std::string& token, const std::vector<Order>& orders,
                                          bool atomic) const {
    v1::RecordTransactionsRequest request;
    request.set_atomic(atomic);
    for (const auto& order : orders) *request.add_commands() = bulk_command(order).value();
    RpcClient caller(server_.api(), token);
    const auto answer = caller.call(&v1::Ledger::Stub::RecordTransactions, request);
    std::vector<std::string> verdicts;
    if (!answer.ok()) verdicts.push_back(problem(answer.status));
    for (const auto& result : answer->results()) {
      verdicts.push_back(name_of(static_cast<grpc::StatusCode>(result.status())) + " " + result.code());
    }
    return verdicts;
  }

  GuardedServer server_;
  std::string own_;
  std::string foreign_;
};

std::string verdict_of(BulkWay way, const std::string& code) {
  static const std::map<std::string, std::pair<std::string, std::string>> statuses = {
      {"recorded", {"200", "OK"}},
      {"not_applied", {"409", "ABORTED"}},
      {"forbidden", {"403", "PERMISSION_DENIED"}},
      {"account_not_found", {"404", "NOT_FOUND"}}};
  const auto& [http, grpc] = statuses.at(code);
  return (way == BulkWay::grpc ? grpc : http) + " " + code;
}

}  // namespace

TEST_CASE("In bulk everyone may do what they may do alone, command by command", "[grpc][bulk][auth]") {
  const BulkBench bench;
  for (const auto way : {BulkWay::array, BulkWay::lines, BulkWay::grpc}) {
    for (const auto& [role, rows] : callers_commands()) {
      INFO("way " << static_cast<int>(way) << ", " << role);
      const auto orders = bench.orders_of(role);
      const auto verdicts = bench.send(way, role, orders);
      REQUIRE(verdicts.size() == rows.size());
      for (std::size_t index = 0; index < rows.size(); ++index) {
        INFO(name_of(rows[index].command) << (rows[index].is_own ? " own" : " foreign"));
        CHECK(verdicts[index] == verdict_of(way, rows[index].code));
        const std::string legs = rows[index].command == CommandKind::transfer ? "2" : "1";
        CHECK(bench.events_of(orders[index]) == (rows[index].code == "recorded" ? legs : "0"));
      }
    }
  }
}

TEST_CASE("One command that is not allowed keeps an atomic request from being recorded", "[grpc][bulk][auth]") {
  const BulkBench bench;
  for (const auto way : {BulkWay::array, BulkWay::lines, BulkWay::grpc}) {
    for (const auto& [role, rows] : callers_commands()) {
      INFO("way " << static_cast<int>(way) << ", " << role);
      const auto orders = bench.orders_of(role);
      std::vector<std::string> expected;
      if (way == BulkWay::grpc) {
        // The second of either caller is the first that is refused.
        expected.push_back(verdict_of(way, rows[1].code) + " commands[1]");
      } else {
        expected.push_back("409 batch_rejected");
        for (const auto& row : rows) {
          const auto& code = row.code_if_atomic.empty() ? row.code : row.code_if_atomic;
          expected.push_back(verdict_of(way, code == "recorded" ? "not_applied" : code));
        }
      }
      CHECK(bench.send(way, role, orders, true) == expected);
      for (const auto& order : orders) CHECK(bench.events_of(order) == "0");
    }
  }
}

}  // namespace ledger::test
