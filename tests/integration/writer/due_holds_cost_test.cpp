// Looking for due holds costs the same however many holds have ended.
#include <fmt/format.h>

#include <regex>

#include "ledger/journal/journal_sql.hpp"
#include "ledger/writer/due_hold_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

/// Returns the number of pages that a statement has visited, in memory or not.
int pages_read(const DatabaseSettings& settings, const std::string& sql) {
  const auto connection = connect_for_test(settings);
  pqxx::work transaction(*connection);
  // The settings of the programs' sessions; statistics were never gathered here.
  transaction.exec("set local enable_seqscan = off");
  transaction.exec("set local enable_bitmapscan = off");
  std::string plan;
  for (const auto& row : transaction.exec("explain (analyze, buffers) " + sql)) plan += row[0].as<std::string>() + "\n";
  INFO(plan);
  // The first line with buffers is the whole statement's.
  const auto begin = plan.find("Buffers:");
  if (begin == std::string::npos) return 0;
  const auto line = plan.substr(begin, plan.find('\n', begin) - begin);
  const std::regex number("(hit|read)=(\\d+)");
  int pages = 0;
  for (std::sregex_iterator found(line.begin(), line.end(), number), end; found != end; ++found) {
    pages += std::stoi((*found)[2]);
  }
  return pages;
}

std::string with_parameters(std::string sql, const std::vector<std::string>& values) {
  for (std::size_t index = values.size(); index > 0; --index) {
    const auto mark = std::string("$").append(std::to_string(index));
    for (auto at = sql.find(mark); at != std::string::npos; at = sql.find(mark)) {
      sql.replace(at, mark.size(), values[index - 1]);
    }
  }
  return sql;
}

/// Deleted rows that an old snapshot still sees, so that their index entries cannot be removed.
class EndedHolds {
 public:
  /// The first one's time was over at `first_us`, and each other one's a microsecond later.
  EndedHolds(const TestDatabase& database, AccountId account, int count, std::int64_t first_us = 1)
      : connection_(connect_for_test(database.owner())), snapshot_(*connection_) {
    query_value(
        database.owner(),
        fmt::format("insert into open_hold select gen_random_uuid(), {}, 1, {} + n from generate_series(0, {}) n",
                    account.value, first_us, count - 1));
    snapshot_.exec("select count(*) from open_hold");
    query_value(database.owner(), fmt::format("delete from open_hold where expires_us between {} and {}", first_us,
                                              first_us + count - 1));
  }

 private:
  std::unique_ptr<DatabaseSession> connection_;
  pqxx::transaction<pqxx::repeatable_read> snapshot_;
};

}  // namespace

TEST_CASE("Looking for due holds costs the same however many have ended or are open", "[hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  const EndedHolds ended(database, account, 20'000);
  query_value(
      database.owner(),
      "insert into open_hold select gen_random_uuid(), 7, 1, 4000000000000000 + n from generate_series(1, 20000) n");
  const std::string nil = "'00000000-0000-0000-0000-000000000000'";
  // The old snapshot makes a scan from the beginning expensive, so that this test would notice one.
  CHECK(pages_read(database.service(), with_parameters(due_holds_sql, {"0", nil})) > 100);
  CHECK(pages_read(database.service(), with_parameters(due_holds_sql, {"20000", nil})) < 20);

  // Most holds end long before they would have expired.
  const EndedHolds ended_early(database, account, 20'000, 3'900'000'000'000'000);
  CHECK(pages_read(database.service(), with_parameters(due_holds_sql, {"20000", nil})) < 20);

  const auto look = [&](const std::string& open_from) {
    const auto id = std::to_string(account.value);
    return pages_read(database.service(), with_parameters(journal_sql::due_holds_of_accounts(),
                                                          {"array[" + id + "]", "array[" + open_from + "]", "30000"}));
  };
  CHECK(look("0") > 100);
  CHECK(look("20001") < 20);
}

TEST_CASE("A writer walks over an account's ended holds once", "[hold]") {
  const TestDatabase database;
  WriterHarness ledger(database.service());
  const auto account = ledger.open();
  ledger.apply(deposit(account, "10"));
  ledger.apply(place_hold(account, "10"));
  const EndedHolds ended(database, account, 5'000);
  const auto read = [&](const std::string& column) {
    return std::stoi(query_value(database.service(), "select " + column +
                                                         " from pg_stat_user_indexes"
                                                         " where indexrelname = 'open_hold_due_of_account'"));
  };
  for (int count = 0; count < 20; ++count) {
    CHECK(code_of(ledger.run(withdraw(account, "1"))) == RejectionCode::insufficient_funds);
  }
  REQUIRE(eventually([&] { return read("idx_scan") >= 20; }));
  CHECK(read("idx_tup_read") < 2 * 5'000);
}

}  // namespace ledger::test
