// Many commands in one request.
#include <algorithm>

#include "tests/support/api/command_table.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

const std::string transactions = "/v1/transactions";
const std::string together = "/v1/transactions?atomic=true";

using Commands = std::vector<std::string>;

std::string joined(const Commands& commands, const std::string& separator) {
  std::string text;
  for (const auto& each : commands) text += (text.empty() ? "" : separator) + each;
  return text;
}

/// The commands as an array or as lines.
Answer send(ApiClient& client, const std::string& target, const Commands& commands, bool as_lines = false) {
  if (as_lines) return client.post(target, joined(commands, "\n"), {{"Content-Type", "application/x-ndjson"}});
  return client.post(target, "[" + joined(commands, ",") + "]");
}

/// Returns the result of each command: "200 recorded", "402 insufficient_funds".
Commands results(const Answer& answer) {
  const auto all = answer.json.member("results");
  Commands texts;
  for (std::size_t index = 0; index < all.size(); ++index) {
    texts.push_back(all.at(index)["status"] + " " + all.at(index)["code"]);
  }
  return texts;
}

std::string deposit(const std::string& user, const std::string& amount) {
  return payment_body(fresh_uid(), "DEPOSIT", user, amount);
}

std::string withdrawal(const std::string& user, const std::string& amount) {
  return payment_body(fresh_uid(), "WITHDRAW", user, amount);
}

Commands many_deposits(const std::string& user, std::size_t count) {
  Commands commands;
  for (std::size_t made = 0; made < count; ++made) commands.push_back(deposit(user, "0.01"));
  return commands;
}

std::string events(const TestDatabase& database) {
  return query_value(database.owner(), "select count(*) from event where type <> 1");
}

}  // namespace

TEST_CASE("Commands in bulk are answered one by one, in order", "[api][bulk]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto other = client.open();
  const std::string reserved = "0190163d-8694-839b-aea5-966c26f8ad91";
  const auto hold = R"({"uid":")" + fresh_uid() + R"(","type":"HOLD","user_id":)" + user +
                    R"(,"service_id":"taxi","amount":"10","timeout_seconds":60})";
  const auto transfer = payment_body(fresh_uid(), "TRANSFER", user, "30", R"(,"to_user_id":)" + other);
  const Commands commands = {deposit(user, "100"),
                             withdrawal(user, "100.01"),
                             transfer,
                             hold,
                             withdrawal(user, "61"),
                             deposit("999999", "1"),
                             "7",
                             R"({"uid":"x"})",
                             payment_body(reserved, "DEPOSIT", user, "1"),
                             withdrawal(user, "60")};
  const bool as_lines = GENERATE(false, true);
  const auto answer = send(client, transactions, commands, as_lines);
  REQUIRE(answer.status() == 200);
  CHECK(results(answer) == Commands{"200 recorded", "402 insufficient_funds", "200 recorded", "200 recorded",
                                    "402 insufficient_funds", "404 account_not_found", "400 json_not_an_object",
                                    "422 uid_malformed", "422 uid_reserved", "200 recorded"});
  CHECK(answer.json.member("results").at(0)["balance"] == "100.00");
  CHECK(answer.json.member("results").at(2)["balance"] == "70.00");
  CHECK(answer.json.member("results").at(7)["field"] == "uid");
  CHECK(answer.json.member("results").at(7)["uid"] == "null");
  // The answer names the uid, if there is one, of an item that was refused unread.
  CHECK(answer.json.member("results").at(8)["uid"] == reserved);
  CHECK(client.get("/v1/user/" + user + "/balance")["available"] == "0.00");
  CHECK(client.balance(other) == "30.00");
}

TEST_CASE("However many units a bulk request is recorded in, its commands are decided in order", "[api][bulk]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  for (int request = 0; request < 5; ++request) {
    Commands commands;
    Commands expected;
    // Each unit begins with another one of them, and each withdrawal needs the deposit right before it.
    for (int round = 0; round < 700; ++round) {
      commands.insert(commands.end(), {deposit(user, "1"), withdrawal(user, "1"), withdrawal(user, "1")});
      expected.insert(expected.end(), {"200 recorded", "200 recorded", "402 insufficient_funds"});
    }
    const auto answer = send(client, transactions, commands, true);
    REQUIRE(answer.status() == 200);
    CHECK(results(answer) == expected);
  }
  CHECK(client.balance(user) == "0.00");
}

TEST_CASE("An atomic request is recorded as a whole or not at all", "[api][bulk]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const bool as_lines = GENERATE(false, true);

  SECTION("as a whole") {
    const Commands commands = {deposit(user, "100"), withdrawal(user, "100"), deposit(user, "1")};
    const auto first = send(client, together, commands, as_lines);
    REQUIRE(first.status() == 200);
    CHECK(results(first) == Commands(3, "200 recorded"));
    CHECK_FALSE(first.response.field("Ledger-Position").empty());
    // A replay inside is a success.
    auto more = commands;
    more.push_back(withdrawal(user, "1"));
    const auto again = send(client, together, more, as_lines);
    CHECK(again.status() == 200);
    CHECK(results(again) == Commands{"200 replayed", "200 replayed", "200 replayed", "200 recorded"});
    CHECK(client.balance(user) == "0.00");
  }
  SECTION("not at all, because of the rules") {
    const auto answer =
        send(client, together, {deposit(user, "1"), withdrawal(user, "2"), deposit(user, "5")}, as_lines);
    CHECK(answer.problem() == "409 batch_rejected");
    CHECK(results(answer) == Commands{"409 not_applied", "402 insufficient_funds", "409 not_applied"});
    // A transaction that an earlier request recorded counts as a success here too.
    const auto before = deposit(user, "3");
    REQUIRE(client.post("/v1/transaction", before).status() == 200);
    CHECK(results(send(client, together, {before, deposit(user, "1"), withdrawal(user, "5")}, as_lines)) ==
          Commands{"200 replayed", "409 not_applied", "402 insufficient_funds"});
    const auto taken = send(client, together, {withdrawal(user, "3"), before}, as_lines);
    CHECK(results(taken) == Commands{"200 recorded", "200 replayed"});
    CHECK(taken.response.field("Ledger-Position") == taken.json.member("results").at(0)["position"]);
  }
  SECTION("not at all, because of what cannot be understood") {
    const auto answer = send(client, together, {deposit(user, "1"), "{}", deposit(user, "-5")}, as_lines);
    CHECK(answer.problem() == "409 batch_rejected");
    CHECK(results(answer) == Commands{"409 not_applied", "422 field_required", "409 not_applied"});
  }
  CHECK(client.balance(user) == "0.00");
}

TEST_CASE("A uid that comes twice in a bulk request is one transaction", "[api][bulk]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto uid = fresh_uid();
  const auto body = payment_body(uid, "DEPOSIT", user, "5");
  const auto answer = send(client, transactions, {body, body, payment_body(uid, "DEPOSIT", user, "6")});
  CHECK(results(answer) == Commands{"200 recorded", "200 replayed", "409 uid_reused"});
  CHECK(results(send(client, together, {body, body})) == Commands{"200 replayed", "200 replayed"});
  CHECK(client.balance(user) == "5.00");
}

TEST_CASE("A broken line stands for itself, a broken array for all", "[api][bulk]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const Commands commands = {deposit(user, "1"), R"({"uid":)", deposit(user, "1")};

  CHECK(send(client, transactions, commands).problem() == "400 json_malformed");
  CHECK(client.post(transactions, "[" + deposit(user, "1")).problem() == "400 json_malformed");
  CHECK(client.post(transactions, "[" + deposit(user, "1") + ",]").problem() == "400 json_malformed");
  CHECK(client.post(transactions, "[" + deposit(user, "1") + "]]").problem() == "400 json_malformed");
  CHECK(client.post(transactions, deposit(user, "1")).problem() == "400 json_malformed");
  CHECK(send(client, together, commands, true).problem() == "409 batch_rejected");
  CHECK(client.balance(user) == "0.00");
  CHECK(results(send(client, transactions, commands, true)) ==
        Commands{"200 recorded", "400 json_malformed", "200 recorded"});
  CHECK(client.balance(user) == "2.00");
}

TEST_CASE("A bulk request has 1 to 10000 commands", "[api][bulk]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const HttpFields lines = {{"Content-Type", "application/x-ndjson"}};
  const HttpFields array = {{"Content-Type", "application/json"}};
  CHECK(client.post(transactions, "", array).problem() == "422 bulk_empty");
  CHECK(client.post(transactions, " [ ] ", array).problem() == "422 bulk_empty");
  CHECK(client.post(together, "", lines).problem() == "422 bulk_empty");
  CHECK(client.post(transactions, "\n \r\n", lines).problem() == "422 bulk_empty");

  auto commands = many_deposits(user, 10'001);
  CHECK(send(client, transactions, commands).problem() == "413 too_many_commands");
  CHECK(send(client, together, commands, true).problem() == "413 too_many_commands");
  CHECK(events(database) == "0");
  commands.pop_back();
  const auto answer = send(client, transactions, commands);
  REQUIRE(answer.status() == 200);
  CHECK(results(answer) == Commands(10'000, "200 recorded"));
  CHECK(results(send(client, together, commands, true)) == Commands(10'000, "200 replayed"));
  CHECK(results(send(client, together, many_deposits(user, 10'000))) == Commands(10'000, "200 recorded"));
  CHECK(client.balance(user) == "200.00");
}

TEST_CASE("What a bulk request may not be", "[api][bulk]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto one = "[" + deposit(user, "1") + "]";
  CHECK(client.post(transactions, one, {{"Content-Type", "text/plain"}}).problem() == "415 media_type_unsupported");
  CHECK(client.post(transactions + "?atomic=maybe", one).problem() == "422 atomic_malformed atomic");
  CHECK(client.post(transactions + "?colour=red", one).problem() == "422 unknown_parameter");
  // White space is no reason for memory, nor for an error.
  CHECK(client.post(transactions, std::string(std::size_t{16} * 1024 * 1024 - one.size(), ' ') + one).status() == 200);

  const auto large = payment_body(fresh_uid(), "DEPOSIT", user, "1", R"(,"comment":")" + std::string(9000, 'x') + "\"");
  const auto deep = std::string(5000, '[') + std::string(5000, ']');
  CHECK(results(send(client, transactions, {large, deep.substr(4000, 2000), deposit(user, "1")})) ==
        Commands{"413 command_too_large", "400 json_not_an_object", "200 recorded"});
  CHECK(results(send(client, transactions, {R"({"a":)" + deep.substr(4000, 2000) + "}"})) ==
        Commands{"400 json_too_deep"});
  CHECK(client.balance(user) == "2.00");
}

}  // namespace ledger::test
