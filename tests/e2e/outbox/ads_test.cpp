// The ad engine of deploy/clients, killed at any moment: its set of accounts is what the API's balances say.
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/random_business.hpp"
#include "tests/support/kafka/committed_topic.hpp"
#include "tests/support/kafka/record_writer.hpp"
#include "tests/support/kafka/running_ads.hpp"
#include "tests/support/kafka/running_ledger.hpp"

namespace ledger::test {
namespace {

constexpr int kills = 12;

/// Returns which ads may run according to the API.
FundedAccounts funded(ApiClient& client, const TestDatabase& database) {
  FundedAccounts funded;
  const auto last = std::stoll(query_value(database.owner(), "select max(account_id) from event"));
  for (std::int64_t id = 1; id <= last; ++id) {
    const auto user = client.get("/v1/user/" + std::to_string(id));
    REQUIRE(user.status() == 200);
    if (user["status"] == "open" && user["available"] != "0.00") funded.insert(std::to_string(id));
  }
  return funded;
}

/// Published as far as there are events.
bool published(const TestDatabase& database) {
  return eventually([&] {
    return query_value(database.owner(),
                       "select (select position from relay_note) ="
                       " (select max(position) from event)") == "t";
  });
}

/// Writes every balance that was ever published behind them all, as it was.
void write_all_again(const TestTopics& topics) {
  CommittedTopic topic(kafka_brokers(), topics.balances(), topics.partitions);
  topic.read(1);
  RecordWriter writer(kafka_brokers());
  for (const auto& record : topic.read_rest()) {
    writer.write(topics.balances(),
                 {.key = record.key, .value = record.value, .headers = {record.headers.begin(), record.headers.end()}});
  }
}

void put_offsets_beyond_end(const std::string& state_file) {
  const auto command = fmt::format(
      "python3 -c \"import sqlite3; state = sqlite3.connect('{}');"
      " state.execute('update read_to set next_offset = next_offset + 1000000'); state.commit()\"",
      state_file);
  REQUIRE(std::system(command.c_str()) == 0);
}

std::string temporary_file() { return std::filesystem::temp_directory_path() / unique_name("ads-state"); }

}  // namespace

TEST_CASE("Killed at any moment, with its state or without, the ad engine knows whose ads may run", "[ads]") {
  const TestDatabase database;
  const TestTopics topics;
  const ApiServer api(database.service());
  ApiClient client(api);
  const RunningOutbox outbox(database.service(), topics, kafka_brokers());
  const auto state_file = temporary_file();
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  WriterHarness writer(database.service());
  RandomBusiness business(writer, seed);
  business.run(20);
  REQUIRE(published(database));

  int ready_before_kill = 0;
  for (int kill = 0; kill < kills; ++kill) {
    if (random() % 3 == 0) std::filesystem::remove(state_file);
    RunningAds ads(kafka_brokers(), topics.balances(), state_file);
    business.run(30);
    if (random() % 3 != 0 && eventually([&] { return ads.read_line(std::chrono::milliseconds(10)); })) {
      ++ready_before_kill;
    }
    business.run(static_cast<int>(random() % 30));
    ads.process().kill();
  }
  CHECK(ready_before_kill > 0);

  RunningAds ads(kafka_brokers(), topics.balances(), state_file);
  business.run(100);
  business.complete();
  const auto expected = funded(client, database);
  CHECK_FALSE(expected.empty());
  if (!ads.comes_to(expected)) CHECK(ads.accounts() == expected);

  // All comes once more, from the beginning: the old records change nothing on the way.
  REQUIRE(published(database));
  const auto lines = ads.lines();
  write_all_again(topics);
  // The events of a new account come after all of them.
  const auto user = client.open();
  REQUIRE(client.deposit(user, "1.00").status() == 200);
  auto with_new_one = expected;
  with_new_one.insert(user);
  if (!ads.comes_to(with_new_one)) CHECK(ads.accounts() == with_new_one);
  CHECK(ads.lines() == lines + 1);

  // A fresh consumer reads the same from the compacted topic, and so does one whose offsets are not there.
  const auto fresh_file = temporary_file();
  for (const bool offsets_are_gone : {false, true}) {
    if (offsets_are_gone) put_offsets_beyond_end(fresh_file);
    RunningAds fresh(kafka_brokers(), topics.balances(), fresh_file);
    if (!fresh.comes_to(with_new_one)) CHECK(fresh.accounts() == with_new_one);
    fresh.process().send_signal(SIGTERM);
    const auto exit_code = fresh.process().wait();
    INFO(fresh.process().log());
    CHECK(exit_code == 0);
  }
}

}  // namespace ledger::test
