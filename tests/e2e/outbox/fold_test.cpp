// A consumer that folds the events in Kafka, and nothing else, knows every balance.
#include <algorithm>
#include <map>
#include <set>

#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/journal/random_business.hpp"
#include "tests/support/json.hpp"
#include "tests/support/kafka/relay_harness.hpp"
#include "tests/support/kafka/running_ledger.hpp"

namespace ledger::test {
namespace {

struct Sums {
  std::int64_t balance = 0;
  std::int64_t held = 0;
};
using FoldedAccounts = std::map<std::string, Sums>;

/// In a form that a failure can be read from.
std::string text_of(const FoldedAccounts& accounts) {
  std::string text;
  for (const auto& [id, sums] : accounts) text += fmt::format("{}: {}, {} held\n", id, sums.balance, sums.held);
  return text;
}

/// Adds up amounts by the events' types; does not look at the balances that the events carry.
class Fold {
 public:
  void apply(const Json& event) {
    const auto type = event["type"];
    const auto amount = cents(event["amount"]);
    auto& sums = accounts_[event["account_id"]];
    const bool was_funded = sums.balance > sums.held;
    types_.insert(type);
    if (type == "deposited" || type == "transfer_received" || type == "reversal_credited") sums.balance += amount;
    if (type == "withdrawn" || type == "transfer_sent" || type == "reversal_debited") sums.balance -= amount;
    if (type == "hold_placed") holds_[event["uid"]] = amount;
    if (type == "hold_placed") sums.held += amount;
    if (type == "hold_captured") sums.balance -= amount;
    if (type == "hold_captured" || type == "hold_released" || type == "hold_expired") {
      sums.held -= holds_.at(event["uid"]);
      holds_.erase(event["uid"]);
    }
    auto& changes = changes_[event["account_id"]];
    changes.balance += cents(event["change"]);
    changes.held += cents(event["held_change"]);
    const bool is_funded = sums.balance > sums.held;
    if (type == "deposited" || is_funded != was_funded) due_.insert(event["account_id"] + ":" + event["version"]);
  }
  /// "account:version" of the events that a balance record is due for whatever follows them.
  [[nodiscard]] const std::set<std::string>& due() const { return due_; }
  [[nodiscard]] const FoldedAccounts& accounts() const { return accounts_; }
  /// The same, made of the changes that the events tell, by a consumer that knows no types.
  [[nodiscard]] const FoldedAccounts& changes() const { return changes_; }
  [[nodiscard]] const std::set<std::string>& types() const { return types_; }

 private:
  FoldedAccounts accounts_;
  FoldedAccounts changes_;
  std::map<std::string, std::int64_t> holds_;
  std::set<std::string> types_;
  std::set<std::string> due_;
};

/// The accounts as the API has them.
FoldedAccounts accounts_of(const TestDatabase& database) {
  const ApiServer api(database.service());
  ApiClient client(api);
  const auto last = std::stoll(query_value(database.owner(), "select max(account_id) from event"));
  FoldedAccounts accounts;
  for (std::int64_t id = 1; id <= last; ++id) {
    const auto user = client.get("/v1/user/" + std::to_string(id));
    REQUIRE(user.status() == 200);
    accounts[std::to_string(id)] = {.balance = cents(user["balance"]), .held = cents(user["held"])};
  }
  return accounts;
}

/// Returns the fold of a topic's events once it has `count` of them. Partitions are read one by one: each account is in
/// one.
Fold folded(const RelaySettings& settings, const std::string& topic, std::size_t count) {
  CommittedTopic events(settings.cluster.brokers, topic, test_partitions);
  events.read(count);
  Fold fold;
  for (const auto& record : events.read_rest()) fold.apply(Json::parse(record.value));
  return fold;
}

struct Balances {
  FoldedAccounts newest;
  /// "account:version" of all.
  std::set<std::string> told;
};

/// Returns the content of the topic of balances once it has `count` records.
Balances balances_of(const RelaySettings& settings, std::size_t count) {
  CommittedTopic topic(settings.cluster.brokers, settings.topics.balances, test_partitions);
  topic.read(count);
  Balances balances;
  for (const auto& record : topic.read_rest()) {
    const auto balance = Json::parse(record.value);
    const Sums sums{.balance = cents(balance["balance"]), .held = cents(balance["held"])};
    CHECK(cents(balance["available"]) == sums.balance - sums.held);
    CHECK(balance["funded"] == (sums.balance > sums.held ? "true" : "false"));
    balances.newest[record.key] = sums;
    balances.told.insert(record.key + ":" + balance["version"]);
  }
  return balances;
}

}  // namespace

TEST_CASE("Whoever adds up the events has every balance that the API says, and the compacted topic agrees", "[relay]") {
  const TestDatabase database;
  const auto settings = relay_settings(database, kafka_brokers());
  std::size_t count = 0;
  {
    WriterHarness writer(database.service());
    RandomBusiness business(writer, std::random_device{}());
    business.run(300);
    // The first of them are published in one batch, the others as they come.
    const RunningRelay relay(settings);
    business.run(700);
    business.complete();
    REQUIRE(business.applied() > 500);
    count = std::stoull(query_value(database.owner(), "select count(*) from event"));
    REQUIRE(published_events(settings, count).size() == count);
  }
  const auto accounts = accounts_of(database);
  const auto fold = folded(settings, settings.topics.events, count);
  CHECK(fold.types().size() == static_cast<std::size_t>(event_type_number_max));
  CHECK(text_of(fold.accounts()) == text_of(accounts));
  CHECK(text_of(fold.changes()) == text_of(accounts));
  const auto balances = balances_of(settings, fold.due().size());
  CHECK(text_of(balances.newest) == text_of(accounts));
  CHECK(std::includes(balances.told.begin(), balances.told.end(), fold.due().begin(), fold.due().end()));
  CHECK(fault_in_topic(settings, database, count) == "");

  const auto side = settings.topics.events + ".side";
  REQUIRE(run_outbox({"replay", "--to", side, "--to-position", std::to_string(count)}, relay_environment(settings)) ==
          0);
  CHECK(text_of(folded(settings, side, count).changes()) == text_of(accounts));
}

}  // namespace ledger::test
