// ledger-outbox and a broker that lets in only who has the right certificate and password.
#include <csignal>
#include <fstream>

#include "tests/support/api/http_client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/relay_harness.hpp"
#include "tests/support/kafka/running_ledger.hpp"
#include "tests/support/kafka/secure_broker.hpp"

namespace ledger::test {
namespace {

/// A ledger with some events, and a relay's environment for the secure broker.
struct SecureLedger {
  SecureLedger() {
    EventFactory factory(database.owner());
    count = append_deposits(factory, database.service(), 3, 3);
    // Those who are not let in are not waited for.
    settings.kafka_deadline = std::chrono::seconds(3);
    environment.merge(relay_environment(settings));  // the broker above wins
  }

  SecureBroker broker;
  TestDatabase database;
  /// For reading, through the plain listener.
  RelaySettings settings = relay_settings(database, broker.broker().address());
  Process::Environment environment = broker.environment();
  std::size_t count = 0;
};

/// Returns true if a relay with this environment is still not ready after it failed to reach Kafka, and its log
/// contains no secret.
bool stays_out(const Process::Environment& environment) {
  Process relay(program_path("ledger-outbox"), {}, environment);
  HttpClient status(relay.line_after("listening on "));
  const bool failed = eventually([&] { return status.get("/readyz").body.find("Kafka") != std::string::npos; });
  const bool ready = status.get("/readyz").status == 200;
  relay.send_signal(SIGTERM);
  CHECK(relay.wait() == 0);
  CHECK(relay.log().find("c0rrect") == std::string::npos);
  CHECK(relay.log().find("wr0ng") == std::string::npos);
  return failed && !ready;
}

}  // namespace

TEST_CASE("The relay, replay and resume log in to a broker by TLS and SASL", "[relay]") {
  SecureLedger ledger;
  {
    Process relay(program_path("ledger-outbox"), {}, ledger.environment);
    REQUIRE(published_events(ledger.settings, ledger.count).size() == ledger.count);
    relay.send_signal(SIGTERM);
    CHECK(relay.wait() == 0);
    CHECK(relay.log().find("c0rrect") == std::string::npos);
  }

  // The password from a file, with an end of line behind it.
  auto environment = ledger.environment;
  environment.erase("KAFKA_SASL_PASSWORD");
  environment["KAFKA_SASL_PASSWORD_FILE"] = ledger.broker.certificates().path("password");
  std::ofstream(environment["KAFKA_SASL_PASSWORD_FILE"]) << secure_broker_password << "\n";
  const auto side = ledger.settings.topics.events + ".side";
  CHECK(run_outbox({"replay", "--to", side, "--to-position", "5"}, environment) == 0);
  CommittedTopic topic(ledger.broker.broker().address(), side, test_partitions);
  CHECK(topic.read(5).size() == 5);
  CHECK(run_outbox({"resume", "--journal", "0", "--position", "12"}, environment) == 0);

  environment["KAFKA_SASL_PASSWORD_FILE"] = "/nowhere";
  CHECK(run_outbox({"resume", "--journal", "0", "--position", "12"}, environment) != 0);
}

TEST_CASE("Without the right password, certificate or authority the relay is not ready, and no secret is logged",
          "[relay]") {
  SecureLedger ledger;
  auto wrong_password = ledger.environment;
  wrong_password["KAFKA_SASL_PASSWORD"] = "wr0ng";
  CHECK(stays_out(wrong_password));
  auto unsigned_certificate = ledger.environment;
  unsigned_certificate["KAFKA_SSL_CERTIFICATE_FILE"] = ledger.broker.certificates().path("stranger.pem");
  unsigned_certificate["KAFKA_SSL_KEY_FILE"] = ledger.broker.certificates().path("stranger.key");
  CHECK(stays_out(unsigned_certificate));
  auto other_authority = ledger.environment;
  other_authority["KAFKA_SSL_CA_FILE"] = ledger.broker.certificates().path("stranger.pem");
  CHECK(stays_out(other_authority));
}

}  // namespace ledger::test
