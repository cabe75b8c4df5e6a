// What operators are told by GET /v1/operations: this server's figures, and how far the journals' followers are.
#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/ledgerctl.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

/// "12 0 0 host:1": position, events behind, whether anything waits, and who is active.
std::string told_of(const Json& follower) {
  return follower["position"] + " " + follower["events_behind"] + " " + (follower["us_behind"] == "0" ? "0" : "late") +
         " " + follower["active"];
}

Json journal_of(ApiClient& client) { return client.get("/v1/operations").json.member("journals").at(0); }

}  // namespace

TEST_CASE("Operators see when the ledger was last verified, and with what", "[api][operations][verify]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto note = [&](const char* member) {
    return client.get("/v1/operations").json.member("last_verification")[member];
  };
  CHECK(client.get("/v1/operations").json["last_verification"] == "null");
  REQUIRE(client.deposit(client.open(), "10").status() == 200);
  CHECK(run_ledgerctl(database.service(), {"verify", "--whole"}).exit_code == 0);
  CHECK(note("events") == "2");
  CHECK(note("whole") == "true");
  CHECK(note("sound") == "true");
  const auto first = note("finished_at");
  CHECK(run_ledgerctl(database.service(), {"verify"}).exit_code == 0);
  CHECK(note("whole") == "false");
  CHECK(note("finished_at") > first);
  execute_alone(database.owner(), "grant delete on event to public");
  CHECK(run_ledgerctl(database.service(), {"verify"}).exit_code == 2);
  CHECK(note("sound") == "false");
  CHECK_THAT(run_ledgerctl(database.service(), {"doctor", "--api-status-address", "", "--projector-status-address", "",
                                                "--outbox-status-address", ""})
                 .output,
             Contains("problem  verification: 2 events were read at ") && Contains(", and something was wrong"));

  // Verified all the same by whoever may only read.
  execute_alone(database.owner(),
                "revoke delete on event from public; revoke update on verification from ledger_service");
  const auto refused = run_ledgerctl(database.service(), {"verify", "--no-schema"});
  CHECK(refused.exit_code == 0);
  CHECK(note("sound") == "false");
}

TEST_CASE("Operators see where the journal ends, and how far behind it the followers are", "[api][operations]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  REQUIRE(client.deposit(user, "10").status() == 200);
  const auto alone = journal_of(client);
  CHECK(alone["position"] == "2");
  CHECK(told_of(alone.member("projector")) == "0 2 late null");
  CHECK(told_of(alone.member("relay")) == "null 2 late null");

  execute_alone(
      database.owner(),
      "update snapshot_checkpoint set position = 1, holder = 'projector', lease_until = now() + interval '1 minute';"
      "insert into relay_lease values (0, 'relay', now() + interval '1 minute');"
      "insert into relay_note (journal, cluster_id, position, hash, events_topic, balances_topic, events_end_offsets,"
      " balances_end_offsets) select journal, '', 2, genesis_hash, '', '', '{}', '{}' from journal");
  const auto followed = journal_of(client);
  CHECK(told_of(followed.member("projector")) == "1 1 late projector");
  CHECK(told_of(followed.member("relay")) == "2 0 0 relay");

  execute_alone(database.owner(),
                "update snapshot_checkpoint set lease_until = now(); update relay_lease set expires_at = now()");
  const auto left = journal_of(client);
  CHECK(told_of(left.member("projector")) == "1 1 late null");
  CHECK(told_of(left.member("relay")) == "2 0 0 null");
}

TEST_CASE("Operators see what the server has answered and written", "[api][operations]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto before = client.get("/v1/operations").json.member("server");
  const auto user = client.open();
  REQUIRE(client.deposit(user, "10").status() == 200);
  REQUIRE(client.withdraw(user, "11").status() == 402);
  const auto after = client.get("/v1/operations").json.member("server");
  const auto grown = [&](const char* name) { return std::stoll(after[name]) - std::stoll(before[name]); };
  // The look before is among them.
  CHECK(grown("answers_2xx") == 3);
  CHECK(grown("answers_4xx") == 1);
  CHECK(grown("commands_applied") == 2);
  CHECK(grown("commands_rejected") == 1);
  CHECK(after["commands_queued"] == "0");
  for (const auto* name : {"requests", "batches"}) {
    INFO(name);
    const auto durations = after.member(name);
    const auto buckets = durations.member("buckets");
    std::int64_t sum = 0;
    for (std::size_t index = 0; index < buckets.size(); ++index) sum += std::stoll(buckets.at(index)["count"]);
    CHECK(std::to_string(sum) == durations["count"]);
    CHECK(sum > 0);
    CHECK(std::stoll(durations["us_total"]) > 0);
    CHECK(buckets.at(buckets.size() - 1)["us_max"] == "null");
  }
}

}  // namespace ledger::test
