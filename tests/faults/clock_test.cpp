// Clocks that are set, on a PostgreSQL whose clock the test sets: no false time is ever recorded.
#include <cmath>
#include <csignal>

#include "ledger/domain/values/moment.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgres/faked_clock.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

using namespace std::chrono_literals;

const std::string uncertain = "503 clock_uncertain";
constexpr auto settling = 500ms;

Process::Environment quick_settling(Process::Environment further = {}) {
  further["LEDGER_CLOCK_SETTLING_MS"] = std::to_string(std::chrono::milliseconds(settling).count());
  return further;
}

/// A ledger-api with an account, on a database whose clock the test sets.
struct ClockedLedger {
  explicit ClockedLedger(const DatabaseSettings& database, Process::Environment environment = quick_settling())
      : server(database, std::move(environment)) {}

  std::string deposit() { return client.deposit(account, "1").problem(); }
  /// Returns true once deposits are recorded again.
  bool recovers() {
    return eventually([this] { return deposit() == recorded; });
  }
  std::string place_hold(int seconds) {
    const auto uid = fresh_uid();
    const auto answer = client.post("/v1/hold", hold_body(uid, account, "1", seconds));
    if (answer.status() != 200) throw std::runtime_error(answer.response.body);
    return uid;
  }
  std::string state_of(const std::string& hold) { return client.get("/v1/hold/" + hold)["status"]; }
  std::string metric(const std::string& name) const {
    const auto text = "\n" + server.metrics();
    const auto at = text.find("\n" + name + " ");
    if (at == std::string::npos) return "absent";
    const auto first = at + name.size() + 2;
    return text.substr(first, text.find('\n', first) - first);
  }

  /// A metric's value in seconds; nothing while it is not known, as before the first look.
  double seconds(const std::string& name) const {
    const auto value = metric(name);
    return value == "absent" ? 0 : std::stod(value);
  }

  static constexpr const char* recorded = "200 missing";
  ApiServer server;
  ApiClient client{server};
  std::string account = [this] {
    const auto opened = client.open();
    if (client.deposit(opened, "100").status() != 200) throw std::runtime_error("no deposit");
    return opened;
  }();
};

/// Returns the seconds by which the last recorded time is ahead of the right one.
double head_ahead(const DatabaseSettings& database) {
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  const auto head = std::stoll(query_value(database, "select max(recorded_us) from event"));
  return static_cast<double>(head - microseconds_since_epoch(now)) / 1e6;
}

/// An hour ahead, and ten minutes back: nothing is recorded, and nothing expires.
void set_database_alone(const FakedClockDatabase& database) {
  ClockedLedger ledger(database.service());
  const auto hold = ledger.place_hold(3'000);
  for (const auto ahead : {3'600s, -600s}) {
    INFO(ahead.count());
    const auto brief = ledger.place_hold(1);
    database.clock().set_ahead(ahead);
    // The first one comes before the watch has looked.
    const auto refused = ledger.client.deposit(ledger.account, "1");
    CHECK(refused.problem() == uncertain);
    CHECK(refused.response.field("Retry-After") == "10");
    CHECK(eventually([&] { return std::abs(ledger.seconds("ledger_clock_difference_seconds")) > 590; }));
    CHECK(ledger.metric("ledger_clock_uncertain") == "1");
    CHECK(ledger.deposit() == uncertain);
    CHECK(ledger.client.balance(ledger.account).empty() == false);
    // Three looks of the expirer.
    std::this_thread::sleep_for(700ms);
    CHECK(ledger.state_of(hold) == "open");
    database.clock().set_ahead(0s);
    CHECK(ledger.recovers());
    CHECK(ledger.metric("ledger_clock_uncertain") == "0");
    CHECK(ledger.state_of(hold) == "open");
    CHECK(eventually([&] { return ledger.state_of(brief) == "expired"; }));
    CHECK(head_ahead(database.owner()) < 1);
  }
  // Another server that is a little off, and back.
  for (const auto ahead : {2'000ms, -2'000ms, 0ms}) {
    database.clock().set_ahead(ahead);
    CHECK(ledger.deposit() == ClockedLedger::recorded);
    CHECK(eventually([&] {
      return std::abs(ledger.seconds("ledger_clock_difference_seconds") -
                      std::chrono::duration<double>(ahead).count()) < 1;
    }));
    CHECK(ledger.deposit() == ClockedLedger::recorded);
  }
}

/// Writes stop until the clocks have agreed for a while.
void set_database_and_host(const FakedClockDatabase& database) {
  ClockedLedger together(database.service(), quick_settling(database.clock().environment()));
  database.clock().set_ahead(3'600s);
  CHECK(together.deposit() == uncertain);
  CHECK(together.seconds("ledger_clock_step_seconds") > 3'590);
  CHECK(together.recovers());
  CHECK(head_ahead(database.owner()) > 3'590);
  // Set right again, and the journal is ahead from now on. Writes take its time.
  database.clock().set_ahead(0s);
  CHECK(together.deposit() == uncertain);
  CHECK(together.recovers());
  CHECK(eventually([&] { return together.seconds("ledger_clock_journal_ahead_seconds") > 3'500; }));
  // A process that has not seen the clocks agree watches them first.
  ApiServer fresh(database.service(), {{"LEDGER_CLOCK_SETTLING_MS", "3000"}});
  ApiClient client(fresh);
  CHECK(client.deposit(together.account, "1").problem() == uncertain);
  CHECK(together.deposit() == ClockedLedger::recorded);
  CHECK(eventually([&] { return client.deposit(together.account, "1").status() == 200; }));
}

}  // namespace

TEST_CASE("No false time is recorded while clocks are set", "[clocks]") {
  // One server for all of it, as making one takes longest.
  const FakedClockDatabase database;
  set_database_alone(database);
  set_database_and_host(database);
}

TEST_CASE("A server that was stopped for a while is not taken for one whose clock was set", "[clocks]") {
  const TestDatabase database;
  ClockedLedger ledger(database.service(), {{"LEDGER_CLOCK_DIFFERENCE_MAX", "1"}});
  ledger.server.process().freeze();
  std::this_thread::sleep_for(1'500ms);
  ledger.server.process().thaw();
  CHECK(ledger.deposit() == ClockedLedger::recorded);
  CHECK(ledger.metric("ledger_clock_uncertain") == "0");
  CHECK(ledger.server.process().log().find("no time is recorded") == std::string::npos);
}

}  // namespace ledger::test
