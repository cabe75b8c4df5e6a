// A recorded time stands for one position, also while other calls are recorded.
#include <thread>

#include "ledger/domain/values/moment.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

std::string now_text() {
  return format_moment(std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()));
}

/// Clients that pay in as fast as they can, until the end of this object.
class Load {
 public:
  Load(const std::vector<const ApiServer*>& servers, const std::string& user) {
    for (int index = 0; index < 6; ++index) {
      const auto& server = *servers[static_cast<std::size_t>(index) % servers.size()];
      threads_.emplace_back([&server, user](const std::stop_token& stop) {
        auto client = server.client();
        while (!stop.stop_requested()) {
          client.request("POST", "/v1/transaction", payment_body(fresh_uid(), "DEPOSIT", user, "0.01"), {});
        }
      });
    }
  }

 private:
  std::vector<std::jthread> threads_;
};

/// The answer for a time.
struct TimedAnswer {
  std::string time;
  std::string known_at;
  std::string may_change;
};

}  // namespace

TEST_CASE("known_at of a time gives the same answer again, whatever is recorded meanwhile", "[api][time]") {
  const TestDatabase database;
  const ApiServer one(database.service());
  const ApiServer other(database.service());
  ApiClient client(one);
  const auto user = client.open();
  const auto path = "/v1/user/" + user + "/balance?known_at=";
  std::vector<TimedAnswer> answers;
  {
    const Load load({&one, &other}, user);
    REQUIRE(eventually([&] { return client.balance(user) != "0.00"; }));
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(1'500);
    while (std::chrono::steady_clock::now() < end) {
      const auto time = now_text();
      const auto answer = client.get(path + time);
      REQUIRE(answer.status() == 200);
      answers.push_back({.time = time, .known_at = answer["known_at"], .may_change = answer["may_change"]});
    }
    // At once, and from the other replica.
    for (std::size_t index = answers.size() / 2; index < answers.size(); ++index) {
      CHECK(ApiClient(other).get(path + answers[index].time)["known_at"] == answers[index].known_at);
    }
  }
  for (const auto& each : answers) {
    const auto again = client.get(path + each.time);
    INFO(each.time << " may change: " << each.may_change);
    CHECK(again["known_at"] == each.known_at);
  }
  CHECK(answers.size() > 20);
}

TEST_CASE("An answer for a time says whether it may still change", "[api][time]") {
  const TestDatabase database;
  const ApiServer server(database.service(), {{"LEDGER_CLOCK_DIFFERENCE_MAX", "1"}});
  ApiClient client(server);
  const auto user = client.open();
  const auto first = client.deposit(user, "1")["recorded_at"];
  const auto last = client.deposit(user, "2")["recorded_at"];
  const auto path = "/v1/user/" + user;
  const auto may_change = [&](const std::string& target) { return client.get(target)["may_change"]; };
  for (const auto& target : {path + "?known_at=", path + "/balance?known_at=", path + "/statement?known_at=",
                             std::string("/v1/totals?position=")}) {
    INFO(target);
    // The journal has passed it.
    CHECK(may_change(target + first) == "false");
    // This time lies far in the future.
    CHECK(may_change(target + "2100-01-01") == "true");
    // Nothing was recorded after it, so only the clock shows that it has passed.
    const auto time = now_text();
    CHECK(may_change(target + time) == "true");
    CHECK(eventually([&] { return may_change(target + time) == "false"; }));
    // A position is for ever.
    CHECK(may_change(target + "0:2") == "missing");
  }
  CHECK(client.balance(user, "?known_at=" + first) == "1.00");
  CHECK(client.balance(user, "?known_at=" + last) == "3.00");
  // CSV has no place for it but a header.
  const auto csv = client.get(path + "/statement?format=csv&known_at=2100-01-01");
  CHECK(csv.response.field("Ledger-May-Change") == "true");
  CHECK(client.get(path + "/statement?format=csv&known_at=" + first).response.field("Ledger-May-Change").empty());
  // A time that has come while it was waited for.
  const auto soon = format_moment(std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()) +
                                  std::chrono::milliseconds(300));
  const auto waited = client.get(path + "?known_at=" + soon);
  CHECK(now_text() > soon);
  CHECK(waited["known_at"] == "0:3");
}

}  // namespace ledger::test
