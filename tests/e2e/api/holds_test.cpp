// Holds, transfers and reversals as they are read.
#include <algorithm>

#include "tests/support/api/api_pages.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

std::string text_of(AccountId account) { return std::to_string(account.value); }

/// A ledger with an account of 100 dollars.
struct Holder {
  TestDatabase database;
  WriterHarness writer{database.service()};
  ApiServer server{database.service()};
  ApiClient client{server};
  AccountId account = writer.open();
  std::string path = "/v1/user/" + text_of(account);

  Holder() { writer.apply(deposit(account, "100")); }
};

}  // namespace

TEST_CASE("A hold is shown with what became of it", "[api][holds]") {
  Holder ledger;
  const auto open = place_hold(ledger.account, "10");
  const auto confirmed = place_hold(ledger.account, "20");
  const auto canceled = place_hold(ledger.account, "30");
  for (const auto& hold : {open, confirmed, canceled}) ledger.writer.apply(hold);
  auto confirm = ending<ConfirmHold>(confirmed.uid);
  confirm.amount = Decimal{.digits = 15, .decimals = 0};
  ledger.writer.apply(confirm);
  ledger.writer.apply(ending<CancelHold>(canceled.uid));

  const auto get = [&](const Uid& uid) { return ledger.client.get("/v1/hold/" + to_string(uid)); };
  CHECK(get(open.uid)["status"] == "open");
  CHECK(get(open.uid)["amount"] == "10.00");
  CHECK(get(open.uid)["service_id"] == open.service_id);
  CHECK(get(open.uid)["closed_at"] == "null");
  CHECK(get(confirmed.uid)["status"] == "confirmed");
  CHECK(get(confirmed.uid)["captured_amount"] == "15.00");
  CHECK(get(canceled.uid)["status"] == "canceled");
  CHECK(get(canceled.uid)["closed_at"] != "null");
  CHECK(get(canceled.uid).response.field("Ledger-Position") == "0:" + get(canceled.uid)["position"]);
  CHECK(get(random_uid()).problem() == "404 hold_not_found uid");

  const auto transaction = ledger.client.get("/v1/transaction/" + to_string(confirmed.uid));
  CHECK(transaction["type"] == "HOLD");
  CHECK(transaction["hold_status"] == "confirmed");
  CHECK(transaction["balance"] == "85.00");
  CHECK(transaction.json.member("legs").at(1)["change"] == "-15.00");
  CHECK(ledger.client.get("/v1/transaction/" + to_string(open.uid))["hold_status"] == "open");

  CHECK(members_of_pages(ledger.client, ledger.path + "/transactions?type=HOLD,CONFIRM,CANCEL", "type") ==
        std::vector<std::string>{"HOLD", "HOLD", "HOLD", "CONFIRM", "CANCEL"});
  CHECK(members_of_pages(ledger.client, ledger.path + "/statement", "change") ==
        std::vector<std::string>{"100.00", "-15.00"});
}

TEST_CASE("Money is free the moment that its hold ends, by whatever way it is asked for", "[api][holds]") {
  const Holder ledger;
  ApiClient client(ledger.server);
  const auto user = text_of(ledger.account);
  for (int time = 0; time < 3; ++time) {
    const auto placed = client.post("/v1/hold", hold_body(fresh_uid(), user, "100.00", 1));
    REQUIRE(placed.status() == 200);
    REQUIRE(client.withdraw(user, "100").problem() == "402 insufficient_funds amount");
    const auto is_over = "select timestamptz '" + placed["expires_at"] + "' <= clock_timestamp()";
    REQUIRE(eventually([&] { return query_value(ledger.database.service(), is_over) == "t"; }));
    if (time == 0) CHECK(client.withdraw(user, "100").status() == 200);
    if (time == 1) {
      const auto command =
          R"({"uid":")" + fresh_uid() + R"(","type":"WITHDRAW","amount":"100","user_id":)" + user + "}";
      CHECK(client.post("/v1/transactions?atomic=true", "[" + command + "]").status() == 200);
    }
    if (time == 2) {
      CHECK(client.post("/v1/hold", hold_body(fresh_uid(), user, "100.00")).status() == 200);
      CHECK(client.get("/v1/hold/" + placed["uid"])["status"] == "expired");
      CHECK(client.post("/v1/hold/" + placed["uid"] + "/confirm", R"({"amount":"100.01"})")["status"] == "expired");
      break;
    }
    REQUIRE(client.deposit(user, "100").status() == 200);
  }
}

TEST_CASE("Open holds are listed page by page", "[api][holds]") {
  Holder ledger;
  CHECK(ledger.client.get(ledger.path + "/holds").json.member("items").size() == 0);
  std::vector<std::string> uids;
  for (int count = 0; count < 5; ++count) {
    const auto hold = place_hold(ledger.account, "1");
    ledger.writer.apply(hold);
    uids.push_back(to_string(hold.uid));
  }
  std::sort(uids.begin(), uids.end());
  for (const auto* limit : {"1", "2", "5", "9"}) {
    CHECK(members_of_pages(ledger.client, ledger.path + "/holds?limit=" + limit, "uid") == uids);
  }
  ledger.writer.apply(ending<CancelHold>(parse_uid(uids[1]).value()));
  uids.erase(uids.begin() + 1);
  CHECK(members_of_pages(ledger.client, ledger.path + "/holds", "uid") == uids);
  CHECK(ledger.client.get("/v1/user/999999/holds").problem() == "404 account_not_found id");
  for (const auto& wrong : {std::string(), std::string("h"), uids[0], "h" + uids[0] + "0"}) {
    CHECK(ledger.client.get(ledger.path + "/holds?cursor=" + wrong).problem() == "422 cursor_malformed cursor");
  }
}

TEST_CASE("A transfer is shown from both sides, and what reversed it", "[api][holds]") {
  Holder ledger;
  const auto other = ledger.writer.open("Petya");
  const auto transferred = transfer(ledger.account, other, "40");
  ledger.writer.apply(transferred);
  const auto target = "/v1/transaction/" + to_string(transferred.uid);
  const auto shown = ledger.client.get(target);
  CHECK(shown["type"] == "TRANSFER");
  CHECK(shown["user_id"] == text_of(ledger.account));
  CHECK(shown["to_user_id"] == text_of(other));
  CHECK(shown["balance"] == "60.00");
  CHECK(shown["reversed_by"] == "missing");
  REQUIRE(shown.json.member("legs").size() == 2);
  CHECK(shown.json.member("legs").at(0)["change"] == "-40.00");
  CHECK(shown.json.member("legs").at(1)["user_id"] == text_of(other));
  CHECK(shown.json.member("legs").at(1)["change"] == "40.00");
  const auto received = ledger.client.get("/v1/user/" + text_of(other) + "/transactions?type=TRANSFER");
  CHECK(received.json.member("items").at(0)["from_user_id"] == text_of(ledger.account));

  const auto reversal = reversal_of(transferred.uid);
  ledger.writer.apply(reversal);
  CHECK(ledger.client.get(target)["reversed_by"] == to_string(reversal.uid));
  const auto reversing = ledger.client.get("/v1/transaction/" + to_string(reversal.uid));
  CHECK(reversing["type"] == "REVERSAL");
  CHECK(reversing["reverses"] == to_string(transferred.uid));
  CHECK(reversing.json.member("legs").size() == 2);
  CHECK(ledger.client.get("/v1/user/" + text_of(other) + "/statement")["closing_balance"] == "0.00");
}

}  // namespace ledger::test
