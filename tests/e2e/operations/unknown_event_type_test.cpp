// Programs that meet an event of a newer one: readers show it, the writer does not decide on it, and those who must
// not skip an event wait at it.
#include "tests/support/api/api_server.hpp"
#include "tests/support/api/event_source.hpp"
#include "tests/support/api/scraped_metrics.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/journal/future_event.hpp"
#include "tests/support/kafka/committed_topic.hpp"
#include "tests/support/kafka/running_ledger.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

const std::string refused_as_unknown = "503 event_type_unknown";
const std::string dialect_user = "crm-9";

/// An account "modern" whose last event is one of the future, and one "plain" without.
struct TwoAccounts {
  explicit TwoAccounts(const TestDatabase& database, ApiClient& client) {
    modern = client.open(R"(,"external_id":")" + dialect_user + R"(","limit":"1000")");
    plain = client.open();
    REQUIRE(client.post("/v1/transaction", deposit_body()).status() == 200);
    REQUIRE(client.deposit(plain, "5").status() == 200);
    REQUIRE(client.post("/v1/hold", hold_body(hold, modern, "1")).status() == 200);
    future = append_future_event(database, AccountId(std::stoll(modern)), 250);
  }
  [[nodiscard]] std::string deposit_body() const { return payment_body(deposit, "DEPOSIT", modern, "10"); }

  std::string modern;
  std::string plain;
  const std::string deposit = fresh_uid();
  const std::string hold = fresh_uid();
  Event future;
};

std::string transfer_body(const std::string& from, const std::string& to) {
  return payment_body(fresh_uid(), "TRANSFER", from, "1", R"(,"to_user_id":)" + to);
}

}  // namespace

TEST_CASE("An event of a newer program is shown everywhere, and balances are right", "[api][upgrade]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const TwoAccounts accounts(database, client);
  const auto path = "/v1/user/" + accounts.modern;
  CHECK(client.balance(accounts.modern) == "12.50");
  CHECK(client.get(path)["held"] == "1.00");
  CHECK(client.balance(accounts.modern, "?date=2100-01-01") == "12.50");
  CHECK(client.get("/v1/totals").json.member("totals").at(0)["balance"] == "17.50");
  CHECK(client.get("/v1/users").json.member("items").at(0)["balance"] == "12.50");
  CHECK(client.get("/balance/" + dialect_user)["current"] == "1250");

  const auto history = client.get(path + "/transactions?sort=desc").json.member("items").at(0);
  CHECK(history["type"] == "UNKNOWN");
  CHECK(history["balance"] == "12.50");
  const auto transaction = client.get("/v1/transaction/" + to_string(accounts.future.uid));
  CHECK(transaction.status() == 200);
  CHECK(transaction["type"] == "UNKNOWN");

  const auto statement = client.get(path + "/statement?from=2000-01-01");
  const auto lines = statement.json.member("items");
  REQUIRE(lines.size() == 2);
  CHECK(lines.at(1)["type"] == "UNKNOWN");
  CHECK(lines.at(1)["change"] == "2.50");
  CHECK(lines.at(1)["balance"] == "12.50");
  CHECK(statement["closing_balance"] == "12.50");
  CHECK_THAT(client.get(path + "/statement?from=2000-01-01&format=csv").response.body,
             Contains(",UNKNOWN,2.50,,12.50,"));

  EventSource source(server, "?after=0:" + std::to_string(accounts.future.position.value - 1));
  const auto event = Json::parse(source.next().data);
  CHECK(event["type"] == "unknown");
  CHECK(event["type_number"] == "99");
  CHECK(event["balance"] == "12.50");
  CHECK(event["change"] == "2.50");
  CHECK(event["held_change"] == "0.00");
}

TEST_CASE("On an account with an event of a newer program nothing is decided, and on others everything",
          "[api][upgrade]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const TwoAccounts accounts(database, client);
  CHECK(client.get("/readyz?for=writes").status() == 200);
  const auto path = "/v1/user/" + accounts.modern;
  const auto refusal = client.deposit(accounts.modern, "1");
  CHECK(refusal.problem() == refused_as_unknown);
  CHECK(refusal.response.field("Retry-After") == "1");
  CHECK(client.withdraw(accounts.modern, "1").problem() == refused_as_unknown);
  for (const auto& body :
       {transfer_body(accounts.modern, accounts.plain), transfer_body(accounts.plain, accounts.modern)})
    CHECK(client.post("/v1/transaction", body).problem() == refused_as_unknown);
  CHECK(client.post("/v1/hold", hold_body(fresh_uid(), accounts.modern, "1")).problem() == refused_as_unknown);
  for (const auto* end : {"/confirm", "/cancel"})
    CHECK(client.post("/v1/hold/" + accounts.hold + end, "").problem() == refused_as_unknown);
  const auto reversal = R"({"uid":")" + fresh_uid() + R"("})";
  CHECK(client.post("/v1/transaction/" + accounts.deposit + "/reverse", reversal).problem() == refused_as_unknown);
  const auto future = to_string(accounts.future.uid);
  CHECK(client.post("/v1/transaction/" + future + "/reverse", reversal).problem() == refused_as_unknown);
  CHECK(client.post("/v1/transaction", payment_body(future, "DEPOSIT", accounts.plain, "1")).problem() ==
        refused_as_unknown);
  CHECK(client.request("PUT", path + "/limit", R"({"limit":"2000"})").problem() == refused_as_unknown);
  for (const auto* change : {"/freeze", "/unfreeze", "/close"})
    CHECK(client.post(path + change, "").problem() == refused_as_unknown);
  CHECK(client.request("DELETE", path + "/identity").problem() == refused_as_unknown);
  CHECK(client.post("/balance/" + dialect_user + "/current", R"({"delta":1})").problem() == refused_as_unknown);
  const auto bulk =
      client.post("/v1/transactions", "[" + payment_body(fresh_uid(), "DEPOSIT", accounts.modern, "1") + "," +
                                          payment_body(fresh_uid(), "DEPOSIT", accounts.plain, "1") + "]");
  CHECK(bulk.json.member("results").at(0)["code"] == "event_type_unknown");
  CHECK(bulk.json.member("results").at(1)["status"] == "200");

  // Transactions recorded before are replayed, and other accounts work on.
  const auto repeated = client.post("/v1/transaction", accounts.deposit_body());
  CHECK(repeated.status() == 200);
  CHECK(repeated.response.field("Idempotent-Replayed") == "true");
  CHECK(client.withdraw(accounts.plain, "6").status() == 200);

  CHECK(client.get("/readyz").status() == 200);
  const auto ready = client.get("/readyz?for=writes");
  CHECK(ready.problem() == refused_as_unknown);
  CHECK_THAT(ready["detail"], Contains("position 0:" + std::to_string(accounts.future.position.value)) &&
                                  Contains("type 99") && Contains("a newer program is needed"));
}

TEST_CASE("A hold that cannot end, because of an event of a newer program, keeps no other from ending",
          "[api][upgrade]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const TwoAccounts accounts(database, client);
  query_value(database.owner(), "update open_hold set expires_us = 1 returning 1");
  // More of them than the expirer has under way at once.
  query_value(database.owner(), "insert into open_hold select gen_random_uuid(), " + accounts.modern +
                                    ", 1, n from generate_series(1, 1000) n returning 1");
  const auto other = fresh_uid();
  REQUIRE(client.post("/v1/hold", hold_body(other, accounts.plain, "1", 1)).status() == 200);
  CHECK(eventually([&] { return client.get("/v1/hold/" + other)["status"] == "expired"; }));
  CHECK(client.get("/v1/hold/" + accounts.hold)["status"] == "open");
}

TEST_CASE("A repair does not conclude anything from an event of a newer program", "[api][upgrade]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const TwoAccounts accounts(database, client);
  // As a newer projector would leave it.
  query_value(database.owner(), "update snapshot_checkpoint set position = " +
                                    std::to_string(accounts.future.position.value) + " returning 1");
  CHECK(client.post("/v1/user/" + accounts.modern + "/repair", "").problem() == refused_as_unknown);
  CHECK(client.post("/v1/user/" + accounts.plain + "/repair", "").status() == 200);
}

TEST_CASE("Projector and relay wait at an event of a newer program, having done all before it",
          "[projector][relay][upgrade]") {
  const TestDatabase database;
  const TestTopics topics;
  std::optional<Event> future;
  {
    const ApiServer server(database.service());
    ApiClient client(server);
    future = TwoAccounts(database, client).future;
    REQUIRE(client.deposit(client.open(), "1").status() == 200);
  }
  const auto before = future->position.value - 1;
  RunningProjector projector(database.service());
  RunningOutbox outbox(database.service(), topics, kafka_brokers());
  ScrapedMetrics of_projector(projector.process().line_after("listening on "));
  ScrapedMetrics of_outbox(outbox.process().line_after("listening on "));
  const auto reason = "position 0:" + std::to_string(future->position.value) + " is of type 99";
  for (auto* status : {&of_projector, &of_outbox}) {
    CHECK(eventually([&] { return status->why_not_ready().find(reason) != std::string::npos; }));
    CHECK_THAT(status->why_not_ready(), Contains("a newer program is needed"));
  }
  CHECK(query_value(database.owner(), "select position from snapshot_checkpoint") == std::to_string(before));
  CommittedTopic topic(kafka_brokers(), topics.events(), topics.partitions);
  CHECK(topic.read(static_cast<std::size_t>(before)).size() == static_cast<std::size_t>(before));
  CHECK(topic.read_rest().size() == static_cast<std::size_t>(before));

  Process verify(program_path("ledgerctl"), {"verify"}, database_environment(database.owner()));
  std::string output;
  while (const auto line = verify.next_line()) output += *line + "\n";
  CHECK(verify.wait() == 2);
  CHECK_THAT(output, Contains(reason) && Contains("up to here all is well"));
  Process rebuild(program_path("ledgerctl"), {"rebuild"}, database_environment(database.owner()));
  CHECK(rebuild.wait() == 1);
  CHECK_THAT(rebuild.log(), Contains(reason));
}

}  // namespace ledger::test
