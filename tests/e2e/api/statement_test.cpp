// Statements: what moved an account's money between two times.
#include <algorithm>
#include <random>
#include <thread>

#include "tests/e2e/api/csv_lines.hpp"
#include "tests/support/api/api_pages.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/journal/event_factory.hpp"
#include "tests/support/journal/snapshot_support.hpp"
#include "tests/support/json.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

Texts members(const Json& items, const char* name) {
  Texts values;
  for (std::size_t index = 0; index < items.size(); ++index) values.push_back(items.at(index)[name]);
  return values;
}

/// An account with this many payments, some of them dated back, as events that are there already.
AccountId add_account(const TestDatabase& database, int payments) {
  EventFactory factory(database.owner());
  std::mt19937 random(7);
  const auto account = factory.open();
  const auto start = factory.now() - std::chrono::hours(1000);
  for (int count = 0; count < payments; ++count) {
    const auto amount = static_cast<MinorUnits>(random() % 900) + 1;
    const bool out = random() % 3 == 0 && factory.account(account).balance >= amount;
    if (random() % 10 == 0) {
      factory.pay(account, out ? -amount : amount, start + std::chrono::minutes(random() % 60'000));
    } else {
      factory.pay(account, out ? -amount : amount);
    }
  }
  append_events(database.owner(), factory.take());
  return account;
}

/// Returns true if the items are in order and each balance is the one before plus the change.
bool adds_up(const Json& items, std::int64_t opening) {
  auto balance = opening;
  std::pair<std::string, std::int64_t> before;
  for (std::size_t index = 0; index < items.size(); ++index) {
    const auto item = items.at(index);
    balance += cents(item["change"]);
    const std::pair key(item["timestamp"], static_cast<std::int64_t>(std::stoll(item["version"])));
    if (key <= before || balance != cents(item["balance"])) return false;
    before = key;
  }
  return true;
}

}  // namespace

TEST_CASE("A statement has its balances in the order in which money moved", "[api][statement]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  REQUIRE(client.deposit(user, "100", R"(,"timestamp":"2023-03-01","comment":"=1+1, \"so\"")").status() == 200);
  REQUIRE(client.withdraw(user, "30", R"(,"timestamp":"2023-02-01")").status() == 200);
  REQUIRE(client.deposit(user, "5", R"(,"timestamp":"2023-02-01")").status() == 200);
  REQUIRE(client.deposit(user, "7", R"(,"timestamp":"2023-04-01")").status() == 200);
  const auto path = "/v1/user/" + user + "/statement";

  const auto whole = client.get(path);
  CHECK(members(whole.json.member("items"), "change") == Texts{"-30.00", "5.00", "100.00", "7.00"});
  CHECK(members(whole.json.member("items"), "balance") == Texts{"-30.00", "-25.00", "75.00", "82.00"});
  CHECK(whole["opening_balance"] == "0.00");
  CHECK(whole["closing_balance"] == "82.00");
  CHECK(whole["credited"] == "112.00");
  CHECK(whole["debited"] == "30.00");
  CHECK(whole["from"] == "null");
  CHECK(whole["known_at"] == "0:5");
  CHECK(whole.response.field("Ledger-Position") == "0:5");

  const auto march = client.get(path + "?from=2023-03-01&to=2023-04-01");
  CHECK(members(march.json.member("items"), "version") == Texts{"2"});
  CHECK(march["opening_balance"] == "-25.00");
  CHECK(march["closing_balance"] == "75.00");
  CHECK(march["debited"] == "0.00");

  // As it was known before the last two came.
  const auto known = client.get(path + "?known_at=0:3");
  CHECK(members(known.json.member("items"), "balance") == Texts{"-30.00", "70.00"});
  CHECK(known["closing_balance"] == "70.00");
}

TEST_CASE("A statement of 20,000 events is streamed whole while more arrive", "[api][statement]") {
  const TestDatabase database;
  const auto account = add_account(database, 20'000);
  project(database.service(), 5'000, Position(15'000));
  const ApiServer server(database.service());
  const auto user = std::to_string(account.value);
  const auto path = "/v1/user/" + user + "/statement";

  RawConnection connection(server.url());
  connection.send(request_text("GET", path, "", {}));
  const auto head = connection.receive_head();
  CHECK(head.field("Transfer-Encoding") == "chunked");
  auto body = connection.receive_chunk();
  ApiClient client(server);
  for (const auto* date : {"", R"(,"timestamp":"2023-01-01")"}) {
    REQUIRE(client.deposit(user, "1000", date).status() == 200);
  }
  for (auto chunk = connection.receive_chunk(); !chunk.empty(); chunk = connection.receive_chunk()) {
    CHECK(chunk.size() < 500'000);
    body += chunk;
  }
  const auto statement = Json::parse(body);
  const auto items = statement.member("items");
  CHECK(items.size() == 20'000);
  CHECK(adds_up(items, 0));
  CHECK(items.at(19'999)["balance"] == statement["closing_balance"]);
  CHECK(cents(statement["credited"]) - cents(statement["debited"]) == cents(statement["closing_balance"]));
  CHECK(client.get(path + "?limit=1&known_at=" + statement["known_at"])["closing_balance"] ==
        statement["closing_balance"]);

  const auto csv = server.client().get(path + "?format=csv&known_at=" + statement["known_at"]);
  CHECK(lines_of(csv.body).size() == 20'003);
}

TEST_CASE("A statement's pages belong together while events arrive", "[api][statement]") {
  const TestDatabase database;
  const auto account = add_account(database, 1'500);
  project(database.service(), 500, Position(1'000));
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = std::to_string(account.value);
  const auto path = "/v1/user/" + user + "/statement";
  const auto from =
      client.get("/v1/user/" + user + "/transactions?limit=300").json.member("items").at(299)["timestamp"];
  for (const auto& query : {std::string("?"), "?from=" + from + "&", "?to=" + from + "&"}) {
    const auto whole = client.get(path + query);
    std::vector<std::string> versions;
    std::string next;
    for (auto target = path + query + "limit=170"; !target.empty(); target = next) {
      const auto page = client.get(target);
      REQUIRE(page.status() == 200);
      CHECK(page["closing_balance"] == whole["closing_balance"]);
      const auto items = page.json.member("items");
      REQUIRE(items.size() > 0);
      CHECK(adds_up(items, cents(items.at(0)["balance"]) - cents(items.at(0)["change"])));
      const auto more = members(items, "version");
      versions.insert(versions.end(), more.begin(), more.end());
      next = next_target(page);
      CHECK((page["next_cursor"] == "null") == next.empty());
      if (next.empty()) CHECK(items.at(items.size() - 1)["balance"] == whole["closing_balance"]);
      REQUIRE(client.deposit(user, "1", R"(,"timestamp":"2023-01-01")").status() == 200);
    }
    CHECK(versions == members(whole.json.member("items"), "version"));
  }
}

TEST_CASE("A statement as known beyond the journal's end goes on as known at that end", "[api][statement]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  for (int count = 0; count < 3; ++count) REQUIRE(client.deposit(user, "1").status() == 200);
  const auto path = "/v1/user/" + user + "/statement?limit=1&known_at=";
  CHECK(members_of_pages(client, path + "0:999999", "balance") == std::vector<std::string>{"1.00", "2.00", "3.00"});
  const auto cursor = client.get(path + "0:4")["next_cursor"];
  CHECK(client.get(path + "0:4&cursor=" + cursor).status() == 200);
  CHECK(client.get(path + "0:3&cursor=" + cursor).problem() == "422 cursor_malformed cursor");
}

TEST_CASE("Pages go on right in the midst of transactions of the same time", "[api][statement]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  const auto account = factory.open();
  const auto day = factory.now() - std::chrono::hours(24);
  for (int count = 0; count < 2'500; ++count) factory.pay(account, 100, day);
  append_events(database.owner(), factory.take());
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto path = "/v1/user/" + std::to_string(account.value) + "/statement?limit=999";
  const auto balances = members_of_pages(client, path, "balance");
  REQUIRE(balances.size() == 2'500);
  const auto whole = client.get("/v1/user/" + std::to_string(account.value) + "/statement");
  CHECK(members(whole.json.member("items"), "balance") == balances);

  // As CSV: each page has a header line, the first one the opening and the last one the closing balance.
  const auto csv = [&](const std::string& target) { return server.client().get(target + "&format=csv"); };
  Texts lines;
  for (auto target = path; !target.empty();) {
    const auto page = csv(target);
    REQUIRE(page.status == 200);
    const auto more = lines_of(page.body);
    lines.insert(lines.end(), more.begin() + (lines.empty() ? 0 : 1), more.end());
    target = next_target({.response = page, .json = whole.json});
    if (const auto format = target.find("&format=csv"); format != std::string::npos) target.erase(format, 11);
  }
  CHECK(lines == lines_of(csv("/v1/user/" + std::to_string(account.value) + "/statement?").body));
  CHECK(balances[998] == "999.00");
  CHECK(balances[999] == "1000.00");
  CHECK(balances[2'499] == "2500.00");
}

TEST_CASE("Statements that cannot be are refused", "[api][statement]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  for (int count = 0; count < 3; ++count) REQUIRE(client.deposit(user, "1").status() == 200);
  const auto path = "/v1/user/" + user + "/statement";
  const auto cursor = client.get(path + "?limit=1")["next_cursor"];
  const auto other = client.open();
  for (int count = 0; count < 3; ++count) REQUIRE(client.deposit(other, "1").status() == 200);
  // Account numbers this small are the same in hexadecimal.
  const auto own = [&user](const std::string& rest) { return "t" + user + "." + rest; };
  CHECK(client.get(path + "?from=2023-02-02&to=2023-02-01").problem() == "422 range_reversed to");
  CHECK(client.get(path + "?from=then").problem() == "422 date_malformed from");
  CHECK(client.get(path + "?format=pdf").problem() == "422 format_unknown format");
  CHECK(client.get(path + "?limit=1001").problem() == "422 limit_malformed limit");
  CHECK(client.get(path + "?known_at=1:5").problem() == "422 journal_unknown known_at");
  CHECK(client.get(path + "?known_at=x").problem() == "422 known_at_malformed known_at");
  CHECK(client.get(path + "?limit=1&cursor=" + cursor).status() == 200);
  for (const auto& wrong :
       {std::string(), std::string("s"), cursor + "0.1", "a" + cursor.substr(1), cursor + ".",
        own("1.0.0.7fffffffffffffff.1u1.0.1.0"), own("1.0.0.-1.1u1.0.1.0"), own("fffffffffffffffff.0.0.1.1u1.0.1.0"),
        own("4.0.0.1.1"), own("4.0.0.1.1u"), own("4.0.0.1.1u1.0.1"), own("4.0.0.1.1u1.0.1.0.0"),
        own("4.0.0.1.1u1.0.1.n1"), own("4.0.0.1.1u-1.0.1.0"), own("4.0.0.1.1u1.0.1.") + std::string(37, '9'),
        // As cursors were before they had a balance.
        "s" + user + ".4.0.0.1.1", client.get("/v1/user/" + other + "/statement?limit=1")["next_cursor"]}) {
    INFO(wrong);
    CHECK(client.get(std::string(path).append("?cursor=").append(wrong)).problem() == "422 cursor_malformed cursor");
  }
  CHECK(client.get(path + "?from=2023-01-01&cursor=" + cursor).problem() == "422 cursor_malformed cursor");
  CHECK(client.get(path + "?cursor=" + own("0.0.0.1.1u1.0.1.0")).problem() == "404 account_not_found id");
  CHECK(client.get(path + "?cursor=" + own("fffffff.0.0.1.1u1.0.1.0")).status() == 200);
  // The greatest sums that are taken still can be added up.
  const std::string most(36, '9');
  const auto edge = client.get(path + "?cursor=" + own("4.0.0.1.1u" + most + "." + most + "." + most + ".0"));
  CHECK(edge.status() == 200);
  CHECK(client.get("/v1/user/999999/statement").problem() == "404 account_not_found id");
}

}  // namespace ledger::test
