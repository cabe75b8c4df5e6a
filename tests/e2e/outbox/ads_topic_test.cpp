// The ad engine of deploy/clients, and what becomes of its topic: made anew, given-up events, accounts that vanished.
#include <csignal>
#include <filesystem>

#include "outbox/kafka/admin.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/kafka/kafka_operator.hpp"
#include "tests/support/kafka/record_writer.hpp"
#include "tests/support/kafka/running_ads.hpp"

namespace ledger::test {
namespace {

constexpr int balance_partitions = 2;

/// A topic of balances that the test writes itself.
class BalanceTopic {
 public:
  BalanceTopic() : writer_(kafka_brokers()) { make(); }

  [[nodiscard]] const std::string& name() const { return name_; }

  void remove() { delete_topic(kafka_brokers(), name_); }
  void make() {
    kafka::Admin admin({.brokers = kafka_brokers(), .properties = {}});
    REQUIRE(eventually([&] {
      admin.create_topic({.name = name_,
                          .partitions = balance_partitions,
                          .replication_factor = 1,
                          .settings = {{"cleanup.policy", "compact"}}});
      return admin.end_offsets(name_, balance_partitions) == std::vector<std::int64_t>(balance_partitions, 0);
    }));
  }
  void put(int account, int epoch, int version, bool funded) {
    writer_.write(name_,
                  {.key = std::to_string(account),
                   .value = fmt::format(R"({{"account_id":{},"version":{},"epoch":{},"funded":{},"status":"open"}})",
                                        account, version, epoch, funded),
                   .headers = {{"ce_type", "ledger.balance.v1"}}});
  }
  /// The account vanished in this epoch.
  void bury(int account, int epoch) {
    writer_.write(name_, {.key = std::to_string(account),
                          .value = {},
                          .headers = {{"ce_type", "ledger.balance.v1"},
                                      {"ledger_epoch", std::to_string(epoch)},
                                      {"ledger_journal", "0"},
                                      {"ledger_position", "0:17:" + std::to_string(epoch)}}});
  }
  /// A record of a kind that is not known yet.
  void put_unknown(int account) {
    writer_.write(name_, {.key = std::to_string(account),
                          .value = R"({"account_id":1,"version":99,"funded":false,"status":"open"})",
                          .headers = {{"ce_type", "ledger.credit.v1"}}});
  }

 private:
  std::string name_ = unique_name("ads") + ".balances";
  RecordWriter writer_;
};

struct AdsStateFile {
  ~AdsStateFile() {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
  std::string path = std::filesystem::temp_directory_path() / unique_name("ads-state");
};

void stop_ads(RunningAds& ads) {
  ads.process().send_signal(SIGTERM);
  CHECK(ads.process().wait() == 0);
}

}  // namespace

TEST_CASE("The ad engine forgets accounts that vanished, and what was given up", "[ads]") {
  BalanceTopic topic;
  const AdsStateFile state;
  topic.put(1, 1, 4, true);
  topic.put(2, 1, 7, true);
  topic.put(3, 1, 5, true);
  RunningAds ads(kafka_brokers(), topic.name(), state.path);
  REQUIRE(ads.comes_to({"1", "2", "3"}));
  // Versions 5 to 7 of account 2 were given up; in the new epoch its version 5 says that there is no money.
  topic.put(2, 2, 5, false);
  topic.bury(3, 2);
  topic.put_unknown(1);
  REQUIRE(ads.comes_to({"1"}));
  // Records of the first epoch come again.
  topic.put(2, 1, 8, true);
  topic.put(3, 1, 5, true);
  topic.put(4, 2, 2, true);
  CHECK(ads.comes_to({"1", "4"}));
  stop_ads(ads);
  // It still knows after a start from its state.
  topic.put(2, 1, 8, true);
  topic.put(3, 1, 6, true);
  RunningAds again(kafka_brokers(), topic.name(), state.path);
  CHECK(again.comes_to({"1", "4"}));
  CHECK(again.process().log().find("going on from the saved state") != std::string::npos);
}

TEST_CASE("A topic that is made anew while the ad engine reads it is read from its start", "[ads]") {
  BalanceTopic topic;
  const AdsStateFile state;
  for (int account = 1; account <= 6; ++account) topic.put(account, 1, 3, true);
  RunningAds ads(kafka_brokers(), topic.name(), state.path);
  REQUIRE(ads.comes_to({"1", "2", "3", "4", "5", "6"}));
  topic.remove();
  topic.make();
  // More records than before in each partition, so that the offsets alone would look as if nothing had happened; and
  // versions that would look old.
  for (int account = 11; account <= 40; ++account) topic.put(account, 1, 1, account == 11 || account == 40);
  topic.put(1, 1, 2, false);
  topic.put(2, 1, 2, true);
  CHECK(ads.comes_to({"2", "11", "40"}));
  CHECK(ads.beginnings() > 1);
  stop_ads(ads);
}

TEST_CASE("A topic that was made anew while the ad engine was away is read from its start", "[ads]") {
  BalanceTopic topic;
  const AdsStateFile state;
  const auto write_all = [&](bool funded) {
    for (int account = 1; account <= 6; ++account) topic.put(account, 1, 3, funded);
  };
  write_all(true);
  {
    RunningAds ads(kafka_brokers(), topic.name(), state.path);
    REQUIRE(ads.comes_to({"1", "2", "3", "4", "5", "6"}));
    stop_ads(ads);
  }
  // The same offsets, keys and versions as before, in other content.
  topic.remove();
  topic.make();
  write_all(false);
  {
    RunningAds ads(kafka_brokers(), topic.name(), state.path);
    CHECK(ads.comes_to({}));
    stop_ads(ads);
    CHECK(ads.process().log().find("reading the topic from its beginning") != std::string::npos);
  }
  // Fewer records than were read.
  topic.remove();
  topic.make();
  topic.put(9, 1, 1, true);
  RunningAds ads(kafka_brokers(), topic.name(), state.path);
  CHECK(ads.comes_to({"9"}));
  stop_ads(ads);
}

TEST_CASE("The ad engine waits for a topic that is not there yet", "[ads]") {
  BalanceTopic topic;
  const AdsStateFile state;
  topic.remove();
  RunningAds ads(kafka_brokers(), topic.name(), state.path);
  REQUIRE(
      eventually([&] { return ads.process().log().find("waiting: there is no Kafka topic") != std::string::npos; }));
  topic.make();
  topic.put(1, 1, 1, true);
  CHECK(ads.comes_to({"1"}));
  stop_ads(ads);
}

}  // namespace ledger::test
