// An account's history, page by page.
#include "tests/support/api/api_pages.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

/// The versions on all pages from `target` on; `between` is called after each page.
template <class Between>
std::vector<int> versions_from(ApiClient& client, std::string target, Between between) {
  std::vector<int> versions;
  while (!target.empty()) {
    const auto page = client.get(target);
    REQUIRE(page.status() == 200);
    const auto items = page.json.member("items");
    for (std::size_t index = 0; index < items.size(); ++index)
      versions.push_back(std::stoi(items.at(index)["version"]));
    target = next_target(page);
    CHECK(page["next_cursor"].empty() == false);
    CHECK((page["next_cursor"] == "null") == target.empty());
    between();
  }
  return versions;
}

}  // namespace

TEST_CASE("Pages follow each other without gap or repetition while transactions arrive", "[api][history]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto path = "/v1/user/" + user + "/transactions";
  for (int count = 0; count < 9; ++count) REQUIRE(client.deposit(user, "1").status() == 200);

  int arriving = 3;
  const auto another = [&] {
    if (arriving-- > 0) REQUIRE(client.deposit(user, "1").status() == 200);
  };
  SECTION("oldest first, those that came in between are met at the end") {
    CHECK(versions_from(client, path + "?limit=4", another) == std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  }
  SECTION("newest first, the new ones are not met") {
    CHECK(versions_from(client, path + "?limit=4&sort=desc", another) ==
          std::vector<int>{10, 9, 8, 7, 6, 5, 4, 3, 2, 1});
  }
  SECTION("everything on one page") {
    CHECK(versions_from(client, path, [] {}).size() == 10);
    CHECK(versions_from(client, path + "?limit=10", [] {}).size() == 10);
  }
}

TEST_CASE("Each entry has its own balance and its comment", "[api][history]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open(R"(,"limit":"20")");
  const auto deposit = client.deposit(user, "10", R"(,"comment":"für März","timestamp":"2023-03-01")");
  const auto withdrawal = client.withdraw(user, "3");
  const auto items = client.get("/v1/user/" + user + "/transactions").json.member("items");
  REQUIRE(items.size() == 3);
  CHECK(items.at(0)["type"] == "OPEN");
  CHECK(items.at(0)["limit"] == "20.00");
  CHECK(items.at(1)["comment"] == "für März");
  CHECK(items.at(1)["balance"] == "10.00");
  CHECK(items.at(2)["type"] == "WITHDRAW");
  CHECK(items.at(2)["balance"] == "7.00");
  CHECK(items.at(2)["comment"] == "missing");
  // The same object wherever it is shown.
  CHECK(items.at(1).text() == deposit.json.text());
  CHECK(client.get("/v1/transaction/" + deposit["uid"]).json.text() == deposit.json.text());
  CHECK(client.get("/v1/transaction/" + withdrawal["uid"]).json.text() == withdrawal.json.text());
}

TEST_CASE("A history is filtered by time and type", "[api][history]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto path = "/v1/user/" + user + "/transactions";
  for (const auto* date : {"2023-03-01", "2023-01-01", "2023-02-01", "2023-02-28T23:59:59.999999Z"}) {
    REQUIRE(client.deposit(user, "5", std::string(R"(,"timestamp":")") + date + "\"").status() == 200);
  }
  REQUIRE(client.withdraw(user, "1", R"(,"timestamp":"2023-02-10")").status() == 200);
  REQUIRE(client.withdraw(user, "1").status() == 200);
  const auto versions = [&](const std::string& query) { return members_of_pages(client, path + query, "version"); };
  using Versions = std::vector<std::string>;
  CHECK(versions("?from=2023-02-01&to=2023-03-01") == Versions{"4", "5", "6"});
  CHECK(versions("?from=2023-02-01&to=2023-03-01&sort=desc&limit=1") == Versions{"6", "5", "4"});
  CHECK(versions("?to=2023-02-01") == Versions{"3"});
  CHECK(versions("?type=WITHDRAW") == Versions{"6", "7"});
  CHECK(versions("?type=OPEN,WITHDRAW&limit=1") == Versions{"1", "6", "7"});
  CHECK(versions("?type=DEPOSIT&from=2023-02-28") == Versions{"2", "5"});
  CHECK(versions("?type=TRANSFER").empty());
  CHECK(versions("?from=2023-02-01&to=2023-02-01").empty());
  CHECK(client.get("/v1/user/999999/transactions?type=DEPOSIT").problem() == "404 account_not_found id");
}

TEST_CASE("Pages that cannot be are refused", "[api][history]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  REQUIRE(client.deposit(user, "1").status() == 200);
  const auto path = "/v1/user/" + user + "/transactions";
  const auto cursor = client.get(path + "?limit=1")["next_cursor"];
  for (const auto* limit : {"0", "1001", "-1", "x", "", "1.0"}) {
    INFO(limit);
    CHECK(client.get(path + "?limit=" + limit).problem() == "422 limit_malformed limit");
  }
  CHECK(client.get(path + "?sort=up").problem() == "422 sort_unknown sort");
  CHECK(client.get(path + "?cursor=1").problem() == "422 cursor_malformed cursor");
  CHECK(client.get(path + "?cursor=").problem() == "422 cursor_malformed cursor");
  CHECK(client.get(path + "?sort=desc&cursor=" + cursor).problem() == "422 cursor_malformed cursor");
  CHECK(client.get(path + "?sort=asc&cursor=" + cursor).status() == 200);
  CHECK(client.get(path + "?type=deposit").problem() == "422 type_unknown type");
  CHECK(client.get(path + "?type=DEPOSIT,").problem() == "422 type_unknown type");
  CHECK(client.get(path + "?from=yesterday").problem() == "422 date_malformed from");
  CHECK(client.get(path + "?from=2023-02-02&to=2023-02-01").problem() == "422 range_reversed to");
  CHECK(client.get(path + "?page=2").problem() == "422 unknown_parameter");
  CHECK(client.get(path + "?limit=1&limit=2").problem() == "422 duplicate_parameter limit");
  CHECK(client.get("/v1/user/999999/transactions").problem() == "404 account_not_found id");
}

}  // namespace ledger::test
