// Positions after a restore are sent with their epoch, and refused if they belong to what was given up.
#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/rewind.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

std::string position_of(const Answer& answer) { return answer.response.field("Ledger-Position"); }

/// An account with five events, of which those behind the third are of the second epoch, and two servers.
struct RewoundLedger {
  RewoundLedger() : writing(database.service()), reading(database.service()), writer(writing), reader(reading) {
    user = writer.open();
    for (int made = 0; made < 4; ++made) {
      last_uid = writer.deposit(user, "1")["uid"];
      if (made == 1) REQUIRE(position_of(reader.get("/v1/user/" + user)) == "0:3");
    }
    begin_epoch(database.owner(), 2, 3);
  }

  TestDatabase database;
  ApiServer writing;
  /// A replica that nothing was written through since the rewind.
  ApiServer reading;
  ApiClient writer;
  ApiClient reader;
  std::string user;
  std::string last_uid;
};

constexpr const char* long_ago = "2020-01-01";

}  // namespace

TEST_CASE("Whatever reads first after a rewind tells positions with their epoch", "[api][epochs]") {
  const std::vector<std::string> targets = {"/v1/user/1", "/v1/user/1/balance",        "/v1/user/1/transactions",
                                            "/v1/users",  "/v1/user/1/holds",          "/v1/user/1/statement",
                                            "/v1/totals", "/v1/user/1?date=2099-01-01"};
  RewoundLedger ledger;
  for (const auto& target : targets) {
    INFO(target);
    const ApiServer fresh(ledger.database.service());
    CHECK(position_of(ApiClient(fresh).get(target)) == "0:5:2");
  }
  const ApiServer fresh(ledger.database.service());
  CHECK(position_of(ApiClient(fresh).get("/v1/transaction/" + ledger.last_uid)) == "0:5:2");
  CHECK(position_of(ledger.reader.post("/v1/user/1/repair", "")) == "0:0");
}

TEST_CASE("Numbers of positions in bodies have their epoch beside them, from the second one on", "[api][epochs]") {
  RewoundLedger ledger;
  const auto user = ledger.reader.get("/v1/user/1");
  CHECK(user["known_at"] == "0:5:2");
  CHECK(user["position"] == "5");
  CHECK(user["epoch"] == "2");
  const auto earlier = ledger.reader.get("/v1/user/1?known_at=0:3");
  CHECK(earlier["known_at"] == "0:3");
  CHECK(earlier["epoch"] == "missing");
  const auto history = ledger.reader.get("/v1/user/1/transactions").json.member("items");
  CHECK(history.at(2)["epoch"] == "missing");
  CHECK(history.at(3)["epoch"] == "2");
  const auto statement = ledger.reader.get("/v1/user/1/statement");
  CHECK(statement["known_at"] == "0:5:2");
  CHECK(statement.json.member("items").at(1)["epoch"] == "missing");
  CHECK(statement.json.member("items").at(2)["epoch"] == "2");
  CHECK(ledger.reader.get("/v1/totals")["position"] == "0:5:2");
  CHECK(ledger.reader.get("/v1/users").json.member("items").at(0)["epoch"] == "2");
}

TEST_CASE("Writes tell their epoch", "[api][epochs]") {
  RewoundLedger ledger;
  CHECK(position_of(ledger.reader.deposit(ledger.user, "1")) == "0:6:2");
  const auto uid = fresh_uid();
  const auto bulk = ledger.reader.post("/v1/transactions", "[" + payment_body(uid, "DEPOSIT", ledger.user, "1") + "]");
  CHECK(bulk.json.member("results").at(0)["position"] == "0:7:2");
  const auto atomic =
      ledger.reader.post("/v1/transactions?atomic=true", "[" + payment_body(uid, "DEPOSIT", ledger.user, "1") + "]");
  CHECK(atomic.json.member("results").at(0)["code"] == "replayed");
  CHECK(position_of(atomic) == "0:7:2");
  const auto hold = ledger.reader.post("/v1/hold", hold_body(fresh_uid(), ledger.user, "1"));
  CHECK(position_of(hold) == "0:8:2");
  CHECK(hold["epoch"] == "2");
  CHECK(hold.json.member("account")["epoch"] == "2");
  CHECK(ledger.reader.get("/v1/user/1/holds").json.member("items").at(0)["epoch"] == "2");
}

TEST_CASE("A position that was given up is gone, wherever it is named", "[api][epochs]") {
  RewoundLedger ledger;
  for (const auto* target : {"/v1/user/1?known_at=0:4", "/v1/user/1?known_at=4", "/v1/user/1/balance?known_at=0:5",
                             "/v1/user/1?known_at=0:999", "/v1/user/1/statement?known_at=0:4"}) {
    INFO(target);
    const ApiServer fresh(ledger.database.service());
    CHECK(ApiClient(fresh).get(target).problem() == "410 position_void known_at");
  }
  for (const auto* target : {"/v1/totals?position=0:4", "/v1/totals?position=4"}) {
    const ApiServer fresh(ledger.database.service());
    CHECK(ApiClient(fresh).get(target).problem() == "410 position_void position");
  }
  for (const auto* target : {"/v1/user/1", "/v1/users", "/v1/user/1/holds", "/v1/user/1/transactions", "/v1/totals",
                             "/balance/nobody", "/api/v1/wallets/0190163d-8694-739b-aea5-966c26f8ad91"}) {
    INFO(target);
    CHECK(ledger.reader.get(target, {{"Ledger-Min-Position", "0:4"}}).problem() ==
          "410 position_void Ledger-Min-Position");
  }
  CHECK(ledger.reader.get("/v1/events?after=0:4").problem() == "410 position_void after");
  CHECK(ledger.reader.get("/v1/events", {{"Last-Event-ID", "0:999"}}).problem() == "410 position_void after");
  const auto detail = ledger.reader.get("/v1/user/1?known_at=4")["detail"];
  INFO(detail);
  CHECK(detail.find("epoch 1 of journal 0 is valid up to 0:3, and the journal is in epoch 2") != std::string::npos);
  CHECK(detail.find("0:4:2") != std::string::npos);
}

TEST_CASE("Positions that stayed valid are answered as before", "[api][epochs]") {
  RewoundLedger ledger;
  CHECK(ledger.reader.get("/v1/user/1?known_at=0:3")["balance"] == "2.00");
  CHECK(ledger.reader.get("/v1/user/1?known_at=3")["balance"] == "2.00");
  CHECK(ledger.reader.get("/v1/user/1?known_at=0:4:2")["balance"] == "3.00");
  CHECK(ledger.reader.get("/v1/totals?position=0:4:2")["position"] == "0:4:2");
  CHECK(ledger.reader.get("/v1/user/1", {{"Ledger-Min-Position", "0:3"}}).status() == 200);
  CHECK(ledger.reader.get("/v1/user/1", {{"Ledger-Min-Position", "0:5:2"}}).status() == 200);
  begin_epoch(ledger.database.owner(), 3, 4);
  CHECK(ledger.reader.get("/v1/user/1?known_at=0:5:2").problem() == "410 position_void known_at");
  CHECK(ledger.reader.get("/v1/user/1?known_at=0:4:2")["known_at"] == "0:4:2");
  CHECK(ledger.reader.get("/v1/user/1")["known_at"] == "0:5:3");
}

TEST_CASE("A position of an epoch that is not known yet is waited for", "[api][epochs]") {
  RewoundLedger ledger;
  CHECK(ledger.reader.get("/v1/user/1", {{"Ledger-Min-Position", "0:5:3"}}).problem() ==
        "503 position_not_reached Ledger-Min-Position");
  CHECK(ledger.reader.get("/v1/user/1?known_at=0:5:3").problem() == "503 position_not_reached");
  CHECK(ledger.reader.get("/v1/events?after=0:5:3").problem() == "409 position_beyond_end after");
  std::thread rewinding([&] { begin_epoch(ledger.database.owner(), 3, 4); });
  const auto waited = ledger.reader.get("/v1/user/1", {{"Ledger-Min-Position", "0:5:3"}});
  rewinding.join();
  CHECK(position_of(waited) == "0:5:3");
}

TEST_CASE("A statement's cursor ends with the epoch that it was made in", "[api][epochs]") {
  RewoundLedger ledger;
  const auto target = std::string("/v1/user/1/statement?limit=1&from=") + long_ago;
  const auto valid = ledger.reader.get(target + "&known_at=0:3")["next_cursor"];
  const auto late = ledger.reader.get(target)["next_cursor"];
  const auto page = [&](const std::string& cursor) {
    return ledger.reader.get("/v1/user/1/statement?limit=1&cursor=" + cursor);
  };
  CHECK(page(late)["known_at"] == "0:5:2");
  begin_epoch(ledger.database.owner(), 3, 4);
  CHECK(page(valid)["known_at"] == "0:3");
  CHECK(page(late).problem() == "410 position_void cursor");
  CHECK(page("e2").problem() == "422 cursor_malformed cursor");
  CHECK(page("e1" + valid).problem() == "422 cursor_malformed cursor");
}

}  // namespace ledger::test
