// The relay's process is killed again and again while events flow, and the broker in between.
#include <spdlog/spdlog.h>

#include <random>
#include <thread>

#include "ledger/publication/event_from_json.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/kafka_operator.hpp"
#include "tests/support/kafka/relay_harness.hpp"
#include "tests/support/process.hpp"

namespace ledger::test {
namespace {

constexpr int relay_kills = 50;
constexpr int kills_between_broker_restarts = 20;
constexpr int accounts = 20;

/// Appends deposits and withdrawals from a thread of its own until stopped.
class FlowingEvents {
 public:
  explicit FlowingEvents(const TestDatabase& database)
      : database_(database), factory_(database.owner()), thread_([this](const std::stop_token& stop) { run(stop); }) {}

  /// Stops the flow; how many events there are.
  std::size_t finish() {
    thread_.request_stop();
    thread_.join();
    if (failure_) std::rethrow_exception(failure_);
    return count_;
  }
  [[nodiscard]] const Account& account(AccountId id) const { return factory_.account(id); }

 private:
  void run(const std::stop_token& stop) {
    try {
      std::vector<AccountId> ids;
      for (int account = 0; account < accounts; ++account) ids.push_back(factory_.open());
      while (!stop.stop_requested()) {
        for (auto events = std::uniform_int_distribution(1, 60)(random_); events > 0; --events) {
          const auto id = ids[std::uniform_int_distribution<std::size_t>(0, ids.size() - 1)(random_)];
          const auto available = factory_.account(id).available();
          factory_.pay(id, available > 0 && random_() % 2 == 0 ? -available : 100);
        }
        const auto made = factory_.take();
        append_events(database_.service(), made);
        count_ += made.size();
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
    } catch (...) {
      failure_ = std::current_exception();
    }
  }

  const TestDatabase& database_;
  EventFactory factory_;
  std::mt19937 random_{20'221'121};
  std::size_t count_ = 0;
  std::exception_ptr failure_;
  std::jthread thread_;
};

std::int64_t noted_position(const TestDatabase& database) {
  const auto text = query_value(database.owner(), "select position from relay_note");
  return text.empty() ? 0 : std::stoll(text);
}

}  // namespace

TEST_CASE("Killed at any instant, and its broker too, the relay still publishes every event once", "[relay]") {
  OwnBroker broker;
  const TestDatabase database;
  auto settings = relay_settings(database, broker.address());
  settings.lease_duration = std::chrono::milliseconds(100);
  const auto environment = relay_environment(settings);
  FlowingEvents events(database);
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  int published_before_kill = 0;
  for (int kill = 1; kill <= relay_kills; ++kill) {
    const auto before = noted_position(database);
    Process relay(program_path("ledger-outbox"), {}, environment);
    const auto published = [&] { return noted_position(database) > before; };
    // One in three dies somewhere in its start; the others a moment after a batch, with others on their way.
    const bool early = random() % 3 == 0;
    if (!early && eventually(published)) ++published_before_kill;
    std::this_thread::sleep_for(std::chrono::microseconds(random() % (early ? 400'000 : 100'000)));
    relay.kill();
    if (kill % kills_between_broker_restarts == 0) {
      broker.kill();
      broker.start();
    }
  }
  const auto count = events.finish();
  CHECK(published_before_kill > relay_kills / 3);
  const Process relay(program_path("ledger-outbox"), {}, environment);
  REQUIRE(published_events(settings, count).size() == count);
  CHECK(fault_in_topic(settings, database, count) == "");
}

}  // namespace ledger::test
