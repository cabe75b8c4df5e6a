// An account's rows are counted in pages, and as of a position.
#include "ledger/snapshots/row_count.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/snapshot_support.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

std::string counted(const TestDatabase& database, const std::string& table, const std::string& rows) {
  return query_value(database.owner(), "select count(*) from " + table + " where " + rows);
}

}  // namespace

TEST_CASE("An account's rows are counted in pages, without those of later events", "[snapshots]") {
  const TestDatabase database;
  EventFactory factory(database.owner());
  std::mt19937 random(1);
  append_random_accounts(database.owner(), factory, 100, random);
  project(database.service(), 1'000, Position(400));
  PostgresConnection connection(database.service(), {.application = "test"});
  const std::int64_t page_rows = GENERATE(1, 3, 1'000);
  for (const std::int64_t last : {150, 400}) {
    for (std::int64_t account = 1; account <= 6; ++account) {
      const auto found = count_rows(connection, AccountId(account), Position(last), page_rows);
      const auto of_account = "account_id = " + std::to_string(account);
      const auto until = " <= " + std::to_string(last);
      INFO(of_account << ", position " << last);
      CHECK(std::to_string(found.rows) == counted(database, "run_row", of_account + " and known_from" + until));
      CHECK(std::to_string(found.slots) == counted(database, "run_slot", of_account + " and valid_from" + until));
    }
  }
  CHECK(count_rows(connection, AccountId(1'000'000), Position(400)).rows == 0);
}

}  // namespace ledger::test
