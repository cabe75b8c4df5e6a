// ledgerctl accounts, account, transaction and holds: what an operator looks up, as text and as JSON.
#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/json.hpp"
#include "tests/support/kafka/running_ledger.hpp"
#include "tests/support/ledgerctl.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

/// A ledger of two accounts, which commands are run on.
struct TwoAccounts {
  Ran run(const std::vector<std::string>& arguments) { return run_ledgerctl(database.service(), arguments); }
  Json json(std::vector<std::string> arguments) {
    arguments.emplace_back("--json");
    return Json::parse(run(arguments).output);
  }

  TestDatabase database;
  ApiServer server{database.service()};
  ApiClient client{server};
  std::string ann = client.open(R"(,"external_id":"crm-1")");
  std::string bob = client.open();
};

}  // namespace

TEST_CASE("ledgerctl lists accounts a page at a time, and personal data only if asked", "[ledgerctl]") {
  TwoAccounts ledger;
  ledger.client.deposit(ledger.ann, "12.50");
  const auto all = ledger.run({"accounts"});
  CHECK(all.exit_code == 0);
  CHECK_THAT(all.output, Matches("account +status +currency +balance +held +available +balance_limit +version +opened\n"
                                 " +1 +open +USD +12.50 +0.00 +12.50 +- +2 +20[^ ]+Z\n"
                                 " +2 +open +USD +0.00 +0.00 +0.00 +- +1 +20[^ ]+Z\n"));
  CHECK_THAT(ledger.run({"accounts", "--identities"}).output, Contains("external_id") && Contains("crm-1"));

  const auto first = ledger.json({"accounts", "--limit", "1"});
  CHECK(first["next"] == ledger.ann);
  CHECK(first.member("accounts").size() == 1);
  CHECK(first.member("accounts").at(0)["balance"] == "12.50");
  CHECK(first.member("accounts").at(0)["balance_limit"] == "null");
  CHECK(first.member("accounts").at(0)["external_id"] == "missing");
  const auto rest = ledger.json({"accounts", "--limit", "1", "--after", ledger.ann});
  CHECK(rest["next"] == "missing");
  CHECK(rest.member("accounts").at(0)["account"] == ledger.bob);

  const auto found = ledger.json({"accounts", "--external-id", "crm-1", "--identities"});
  CHECK(found.member("accounts").size() == 1);
  CHECK(found.member("accounts").at(0)["external_id"] == "crm-1");
  CHECK(ledger.json({"accounts", "--external-id", "crm-2"}).member("accounts").size() == 0);
  const auto anna = ledger.client.post("/v1/users", R"({"name":"Anna Example"})")["id"];
  const auto named = ledger.json({"accounts", "--name", "ANNA", "--identities"});
  CHECK(named.member("accounts").size() == 1);
  CHECK(named.member("accounts").at(0)["account"] == anna);
}

TEST_CASE("ledgerctl shows no control characters, by which a name could steer the terminal", "[ledgerctl]") {
  TwoAccounts ledger;
  ledger.client.open(R"(,"external_id":"crm \u001b[2J \u009b2J \u00a0 \u007f")");
  const auto text = ledger.run({"accounts", "--identities"}).output;
  CHECK_THAT(text, Contains("crm ?[2J ?2J \u00a0 ?"));
}

TEST_CASE("ledgerctl shows an account's state, runs, holds and last events", "[ledgerctl]") {
  TwoAccounts ledger;
  ledger.client.deposit(ledger.ann, "12.50");
  ledger.client.withdraw(ledger.ann, "2.25");
  const auto hold = fresh_uid();
  REQUIRE(ledger.client.post("/v1/hold", hold_body(hold, ledger.ann, "3")).status() == 200);
  RunningProjector projector(ledger.database.service());
  REQUIRE(snapshots_catch_up(ledger.database.service()));

  const auto text = ledger.run({"account", ledger.ann});
  CHECK(text.exit_code == 0);
  CHECK_THAT(text.output, Contains("balance            10.25\n") && Contains("\nruns:\n") && Contains("\nholds:\n") &&
                              Contains("\nevents:\n") && Contains(hold) && !Contains("crm-1"));
  const auto json = ledger.json({"account", ledger.ann, "--limit", "3"});
  CHECK(json["available"] == "7.25");
  CHECK(json["held"] == "3.00");
  CHECK(json["projected_version"] == "4");
  CHECK(json.member("runs").size() == 1);
  CHECK(json.member("runs").at(0)["rows"] == "4");
  CHECK(json.member("holds").at(0)["transaction"] == hold);
  CHECK(json.member("events").size() == 3);
  CHECK(json.member("events").at(0)["type"] == "hold_placed");
  CHECK(json.member("events").at(1)["change"] == "-2.25");
  CHECK(ledger.json({"account", ledger.ann, "--identities"})["external_id"] == "crm-1");
  CHECK(ledger.run({"account", "99"}).exit_code == 1);
}

TEST_CASE("ledgerctl shows a transaction with its legs, and what reversed it", "[ledgerctl]") {
  TwoAccounts ledger;
  ledger.client.deposit(ledger.ann, "12.50");
  const auto transfer = fresh_uid();
  const auto reversal = fresh_uid();
  const auto body = R"({"uid":")" + transfer + R"(","type":"TRANSFER","amount":"5","user_id":)" + ledger.ann +
                    R"(,"to_user_id":)" + ledger.bob + R"(,"comment":"lunch"})";
  REQUIRE(ledger.client.post("/v1/transaction", body).status() == 200);
  REQUIRE(ledger.client.post("/v1/transaction/" + transfer + "/reverse", R"({"uid":")" + reversal + R"("})").status() ==
          200);

  const auto text = ledger.run({"transaction", transfer});
  CHECK(text.exit_code == 0);
  CHECK_THAT(text.output, Contains("reversed_by  " + reversal + "\n") && Contains("transfer_received") &&
                              Contains("-5.00") && !Contains("lunch"));
  const auto json = ledger.json({"transaction", transfer, "--identities"});
  CHECK(json["comment"] == "lunch");
  CHECK(json["reverses"] == "null");
  CHECK(json["reversed_by"] == reversal);
  CHECK(json.member("legs").size() == 2);
  CHECK(json.member("legs").at(1)["account"] == ledger.bob);
  CHECK(json.member("legs").at(1)["change"] == "5.00");
  CHECK(ledger.json({"transaction", reversal})["reverses"] == transfer);
  CHECK(ledger.run({"transaction", fresh_uid()}).exit_code == 1);
  CHECK(ledger.run({"transaction", "lunch"}).exit_code > 1);
}

TEST_CASE("ledgerctl lists open holds, those that are due first", "[ledgerctl]") {
  TwoAccounts ledger;
  ledger.client.deposit(ledger.ann, "12.50");
  const auto later = fresh_uid();
  const auto sooner = fresh_uid();
  REQUIRE(ledger.client.post("/v1/hold", hold_body(later, ledger.ann, "1", 3'000)).status() == 200);
  REQUIRE(ledger.client.post("/v1/hold", hold_body(sooner, ledger.ann, "2", 2'000)).status() == 200);
  const auto text = ledger.run({"holds"});
  CHECK(text.exit_code == 0);
  CHECK_THAT(text.output, Matches("expires +due +account +amount +currency +service +placed +transaction\n"
                                  "20[^ ]+Z +no +1 +2.00 +USD +taxi +20[^ ]+Z +" +
                                  sooner + "\n20[^ ]+Z +no +1 +1.00 .*\n"));
  const auto json = ledger.json({"holds", "--limit", "1"});
  CHECK(json.member("holds").size() == 1);
  CHECK(json.member("holds").at(0)["transaction"] == sooner);
  CHECK(json.member("holds").at(0)["due"] == "false");
}

}  // namespace ledger::test
