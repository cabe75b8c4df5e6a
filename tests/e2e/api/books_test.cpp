// Closed books, and servers whose settings for them differ.
#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

Process::Environment closed_until(const std::string& date) { return {{"LEDGER_BOOKS_CLOSED_UNTIL", date}}; }

bool sees_mismatch(const ApiServer& server) {
  return server.metrics().find("\nledger_books_closed_mismatch 1\n") != std::string::npos;
}

}  // namespace

TEST_CASE("A repeated transaction is a replay, though its date is in closed books by now", "[api][books]") {
  const TestDatabase database;
  const std::string old_date = R"(,"timestamp":"2025-12-01")";
  std::string user;
  const auto uid = fresh_uid();
  {
    const ApiServer open_books(database.service());
    ApiClient client(open_books);
    user = client.open();
    const auto body = payment_body(uid, "DEPOSIT", user, "5", old_date);
    REQUIRE(client.post("/v1/transaction", body).status() == 200);
  }
  const ApiServer closed_books(database.service(), closed_until("2026-01-01"));
  ApiClient client(closed_books);
  const auto body = payment_body(uid, "DEPOSIT", user, "5", old_date);
  const auto again = client.post("/v1/transaction", body);
  CHECK(again.status() == 200);
  CHECK(again.response.field("Idempotent-Replayed") == "true");
  for (const auto* target : {"/v1/transactions", "/v1/transactions?atomic=true"}) {
    const auto bulk = client.post(target, "[" + body + "]").json.member("results").at(0);
    CHECK(bulk["status"] + " " + bulk["code"] == "200 replayed");
  }
  CHECK(client.post("/v1/transaction", payment_body(uid, "DEPOSIT", user, "6", old_date)).problem() ==
        "409 uid_reused uid");
  CHECK(client.deposit(user, "5", old_date).problem() == "422 books_closed timestamp");
  CHECK(client.balance(user) == "5.00");
}

TEST_CASE("Servers whose books are closed at different times say so", "[api][books]") {
  const TestDatabase database;
  const ApiServer one(database.service(), closed_until("2026-01-01"));
  ApiClient client(one);
  {
    // The same instant, written otherwise.
    const ApiServer same(database.service(), closed_until("2026-01-01T01:00:00+01:00"));
    const ApiServer other(database.service(), closed_until("2026-02-01"));
    CHECK(eventually([&] { return sees_mismatch(one); }));
    CHECK(eventually([&] { return sees_mismatch(other); }));
    const auto ready = client.get("/readyz");
    CHECK(ready.status() == 200);
    const auto cause = ready.json.member("causes").at(0);
    CHECK(cause["code"] == "books_closed_mismatch");
    CHECK(cause["detail"] ==
          "books are closed until 2026-01-01T00:00:00.000000Z here, and elsewhere until 2026-02-01T00:00:00.000000Z: "
          "give all the same LEDGER_BOOKS_CLOSED_UNTIL");
    CHECK(client.get("/readyz?for=writes").status() == 200);
  }
  CHECK(eventually([&] { return !sees_mismatch(one); }));
  CHECK(eventually([&] { return client.get("/readyz").response.body == R"({"status":"ok"})"; }));
  const ApiServer never(database.service());
  CHECK(eventually([&] { return sees_mismatch(one); }));
}

}  // namespace ledger::test
