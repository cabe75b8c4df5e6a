// ledgerctl top: one frame of it, as text and as JSON.

#include <atomic>
#include <thread>

#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/json.hpp"
#include "tests/support/kafka/running_ledger.hpp"
#include "tests/support/ledgerctl.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

/// Makes deposits as long as it lives.
class Depositor {
 public:
  explicit Depositor(const ApiServer& server)
      : thread_([&server, this] {
          ApiClient client(server);
          const auto user = client.open();
          while (!stop_) client.deposit(user, "1");
        }) {}
  ~Depositor() {
    stop_ = true;
    thread_.join();
  }
  Depositor(const Depositor&) = delete;
  Depositor& operator=(const Depositor&) = delete;

 private:
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace

TEST_CASE("top shows rates, lags, batches and who is active", "[ledgerctl][top]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  RunningProjector projector(database.service());
  const auto url = projector.process().line_after("listening on ");
  const std::vector<std::string> arguments{"top",
                                           "--once",
                                           "--interval-seconds",
                                           "1",
                                           "--api-status-address",
                                           server.status_address(),
                                           "--projector-status-address",
                                           url.substr(std::string("http://").size()),
                                           "--outbox-status-address",
                                           "127.0.0.1:1"};
  const Depositor depositor(server);
  REQUIRE(eventually([&] {
    return query_value(database.service(), "select position > 0 and lease_until > now() from snapshot_checkpoint") ==
           "t";
  }));
  auto json_arguments = arguments;
  json_arguments.emplace_back("--json");
  const auto json = Json::parse(run_ledgerctl(database.service(), json_arguments).output);
  CHECK(json["database"] == "answers");
  const auto journal = json.member("journals").at(0);
  CHECK(std::stod(journal["events_per_second"]) > 1);
  CHECK(journal["writers"] == "may write");
  const auto followers = json.member("followers");
  CHECK(followers.at(0)["follower"] == "projector");
  CHECK(followers.at(0)["active"] != "nobody");
  CHECK(followers.at(1)["active"] == "nobody");
  CHECK(followers.at(1)["position"] == "null");
  const auto work = json.member("work");
  CHECK(std::stod(work.at(0)["milliseconds"]) > 0);
  CHECK(work.at(2)["what"] == "commands");
  CHECK(std::stod(work.at(2)["per_second"]) > 1);
  CHECK(std::stod(work.at(2)["per_batch"]) >= 1);
  CHECK(std::stod(work.at(3)["per_second"]) > 1);
  CHECK(work.at(4)["per_second"] == "null");
  const auto services = json.member("services");
  CHECK(services.at(0)["state"] == "ready");
  CHECK_THAT(services.at(2)["state"], Contains("127.0.0.1:1"));

  const auto text = run_ledgerctl(database.service(), arguments);
  CHECK(text.exit_code == 0);
  CHECK_THAT(text.output, Contains("\njournals:\n") && Contains("\nfollowers:\n") && Contains("\nwork:\n") &&
                              Contains("\nservices:\n") && Contains("HTTP requests") && !Contains("\x1b"));
}

TEST_CASE("top goes on without the database", "[ledgerctl][top]") {
  DatabaseSettings away = TestDatabase().service();
  away.port = "1";
  const auto ran = run_ledgerctl(away, {"top", "--once", "--interval-seconds", "1", "--api-status-address", "",
                                        "--projector-status-address", "", "--outbox-status-address", ""});
  CHECK(ran.exit_code == 0);
  CHECK_THAT(ran.output, Contains("port 1 failed") && Contains("not asked"));
}

}  // namespace ledger::test
