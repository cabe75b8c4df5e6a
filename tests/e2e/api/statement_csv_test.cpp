// Statements as CSV files.
#include "tests/e2e/api/csv_lines.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

const std::string csv_header =
    "timestamp,recorded_at,uid,type,credit,debit,balance,currency,version,comment,to_user_id,from_user_id,reverses,"
    "reversed_by";

}  // namespace

TEST_CASE("A statement as CSV tells who was on the other side, and what was taken back", "[api][statement]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto ann = client.open();
  const auto bob = client.open();
  REQUIRE(client.deposit(ann, "100").status() == 200);
  const auto sent = fresh_uid();
  const auto transfer = payment_body(sent, "TRANSFER", ann, "40", R"(,"to_user_id":)" + bob);
  REQUIRE(client.post("/v1/transaction", transfer).status() == 200);
  const auto reversal = fresh_uid();
  REQUIRE(client.post("/v1/transaction/" + sent + "/reverse", R"({"uid":")" + reversal + "\"}").status() == 200);
  /// The columns behind the comment, of the rows between OPENING and CLOSING.
  const auto relations = [&](const std::string& user) {
    auto lines = lines_of(server.client().get("/v1/users/" + user + "/statement?format=csv").body);
    Texts texts;
    for (std::size_t index = 2; index + 1 < lines.size(); ++index) {
      auto comma = std::string::npos;
      for (int column = 0; column < 4; ++column) comma = lines[index].rfind(',', comma - 1);
      texts.push_back(lines[index].substr(comma + 1));
    }
    return texts;
  };
  CHECK(relations(ann) == Texts{",,,", bob + ",,," + reversal, ",," + sent + ","});
  CHECK(relations(bob) == Texts{"," + ann + ",," + reversal, ",," + sent + ","});
}

TEST_CASE("A statement as CSV is a file with a name", "[api][statement]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto name_with = [&](const std::string& query) {
    return client.get("/v1/users/" + user + "/statement" + query).response.field("Content-Disposition");
  };
  const auto named = [&](const std::string& times) {
    return "attachment; filename=\"statement-" + user + "-" + times + ".csv\"";
  };
  CHECK(name_with("?format=csv&from=2023-01-01&to=2023-02-01") == named("2023-01-01-2023-02-01"));
  CHECK(name_with("?format=csv&from=2023-01-01T12:30") == named("2023-01-01T123000Z-now"));
  CHECK(name_with("?format=csv") == named("begin-now"));
  CHECK(name_with("") == "");
}

TEST_CASE("A statement as CSV begins with the opening and ends with the closing balance", "[api][statement]") {
  const TestDatabase database;
  const ApiServer server(database.service());
  ApiClient client(server);
  const auto user = client.open();
  const auto deposit = client.deposit(user, "100", R"(,"timestamp":"2023-03-01","comment":"=1+1, \"so\"")");
  const auto path = "/v1/user/" + user + "/statement";
  auto plain = server.client();
  const auto csv = plain.get(path + "?from=2023-01-01&format=csv");
  CHECK(csv.field("Content-Type").starts_with("text/csv"));
  CHECK(lines_of(csv.body) == Texts{csv_header, "2023-01-01T00:00:00.000000Z,,,OPENING,,,0.00,USD,,,,,,",
                                    "2023-03-01T00:00:00.000000Z," + deposit["recorded_at"] + "," + deposit["uid"] +
                                        ",DEPOSIT,100.00,,100.00,USD,2,\"'=1+1, \"\"so\"\"\",,,,",
                                    ",,,CLOSING,100.00,0.00,100.00,USD,,,,,,"});
  CHECK(plain.get(path, {{"Accept", "text/csv"}}).field("Content-Type").starts_with("text/csv"));
  CHECK(plain.get(path, {{"Accept", "application/json, text/csv"}}).field("Content-Type") == "application/json");
  CHECK(plain.get(path + "?format=json", {{"Accept", "text/csv"}}).field("Content-Type") == "application/json");
}

}  // namespace ledger::test
