// The programs need the Kafka permissions in this list, no more and no less, and report a missing one.
#include "outbox/kafka/admin.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/authorized_broker.hpp"
#include "tests/support/kafka/relay_harness.hpp"
#include "tests/support/kafka/running_ads.hpp"
#include "tests/support/kafka/running_ledger.hpp"

namespace ledger::test {
namespace {

/// One of the rights, and what the relay calls it.
struct NeededRight {
  GrantedRight right;
  std::string name;
};

std::vector<NeededRight> needed_rights(const RelaySettings& settings) {
  const auto& topics = settings.topics;
  std::vector<NeededRight> rights;
  const auto add = [&](const std::string& operation, const std::string& name, const std::string& topic) {
    rights.push_back({.right = {.operation = operation, .resource_type = "topic", .name = topic},
                      .name = name + " on topic " + topic});
  };
  for (const auto& topic : {topics.cursors, topics.events, topics.balances}) {
    add("Create", "CREATE", topic);
    add("DescribeConfigs", "DESCRIBE_CONFIGS", topic);
    // Its cursor; after a restore the events and the accounts, too.
    add("Read", "READ", topic);
    add("Write", "WRITE", topic);
  }
  rights.push_back(
      {.right = {.operation = "Write", .resource_type = "transactional-id", .name = settings.transactional_id_prefix},
       .name = "WRITE on transactional id " + transactional_id(settings, JournalId(0))});
  return rights;
}

std::string user_without(std::size_t right) { return "without" + std::to_string(right); }

constexpr std::size_t rights_count = 13;

/// "all", and one without each right.
std::vector<std::string> all_users() {
  std::vector<std::string> users{"all"};
  for (std::size_t right = 0; right < rights_count; ++right) users.push_back(user_without(right));
  return users;
}

/// Returns the environment variables with which a program logs in as this cluster's user.
Process::Environment login_of(const kafka::ClusterSettings& cluster) {
  Process::Environment environment{{"KAFKA_BROKERS", cluster.brokers}};
  for (const auto& [name, value] : cluster.properties) {
    std::string variable = "KAFKA_" + name;
    for (auto& letter : variable) letter = letter == '.' ? '_' : static_cast<char>(std::toupper(letter));
    environment[variable] = value;
  }
  return environment;
}

/// The reason that the relay gives once it wants an operator.
std::string reason_of(const RelaySettings& settings) {
  const RunningRelay relay(settings);
  eventually([&] { return relay.why_not_ready().value_or("").find("the right") != std::string::npos; });
  return relay.why_not_ready().value_or("ready");
}

}  // namespace

TEST_CASE("The relay needs the rights that are listed and no others, and names one that is missing",
          "[relay][rights]") {
  const AuthorizedBroker broker(all_users());
  RelayLedger ledger(3, 3, broker.broker().address());
  const auto rights = needed_rights(ledger.settings);
  REQUIRE(rights.size() == rights_count);
  for (std::size_t index = 0; index < rights.size(); ++index) {
    auto users = all_users();
    std::erase(users, user_without(index));
    broker.grant(users, rights[index].right);
  }
  const auto settings_of = [&](const std::string& user) {
    auto settings = ledger.settings;
    settings.cluster = broker.cluster(user);
    return settings;
  };
  // As long as the topics are not there, the right to make them is needed; they are made in this order.
  for (std::size_t index = 0; index < rights.size(); ++index) {
    if (rights[index].right.operation != "Create") continue;
    CHECK_THAT(reason_of(settings_of(user_without(index))), Contains("the right " + rights[index].name));
  }
  {
    const RunningRelay relay(settings_of("all"));
    CHECK(relay.becomes_ready());
    CHECK(ledger.is_published());
  }
  for (std::size_t index = 0; index < rights.size(); ++index) {
    if (rights[index].right.operation == "Create") continue;
    INFO(rights[index].name);
    ledger.add(3, 3);
    CHECK_THAT(reason_of(settings_of(user_without(index))), Contains("the right " + rights[index].name));
    const RunningRelay relay(settings_of("all"));
    CHECK(ledger.is_published());
  }
  CHECK(ledger.fault() == "");
  // A side topic needs the same rights as the topic of events, except for READ.
  const auto all = settings_of("all");
  auto environment = relay_environment(all);
  environment.merge(login_of(all.cluster));
  CHECK(run_outbox({"replay", "--to", all.topics.events + ".side", "--to-position", "5"}, environment) == 0);
  CHECK(run_outbox({"resume", "--journal", "0", "--position", std::to_string(ledger.count)}, environment) == 0);
}

TEST_CASE("A relay without a right stops for an operator, and goes on when it has it", "[relay][rights]") {
  const AuthorizedBroker broker({"relay"});
  RelayLedger ledger(3, 3, broker.broker().address());
  auto settings = ledger.settings;
  settings.cluster = broker.cluster("relay");
  const RunningRelay relay(settings);
  for (const auto& [right, name] : needed_rights(settings)) {
    CHECK(eventually([&] { return relay.why_not_ready().value_or("").find("the right") != std::string::npos; }));
    broker.grant({"relay"}, right);
  }
  CHECK(relay.becomes_ready());
  CHECK(ledger.fault() == "");
}

TEST_CASE("The ad engine needs to read its topic and nothing else, and names that right", "[ads][rights]") {
  const AuthorizedBroker broker({"reader", "stranger"});
  const auto topic = unique_name("ads") + ".balances";
  kafka::Admin({.brokers = broker.broker().address(), .properties = {}})
      .create_topic({.name = topic, .partitions = 2, .replication_factor = 1, .settings = {}});
  broker.grant({"reader"}, {.operation = "Read", .resource_type = "topic", .name = topic});
  broker.grant({"stranger"}, {.operation = "Describe", .resource_type = "topic", .name = topic});
  const auto start = [&](const std::string& user) {
    auto environment = login_of(broker.cluster(user));
    environment["LEDGER_TOPIC_BALANCES"] = topic;
    return std::make_unique<Process>(consumers_program(), std::vector<std::string>{"ad_engine"}, environment);
  };
  const auto reader = start("reader");
  CHECK(reader->next_line() == "begin");
  CHECK(reader->next_line() == "ready");
  const auto stranger = start("stranger");
  CHECK(stranger->wait() == 1);
  CHECK_THAT(stranger->log(), Contains("the right READ on topic " + topic + " is missing"));
}

}  // namespace ledger::test
