// A writer that freezes with its host while it holds the journal's lock must not keep the other replicas from writing.
#include "ledger/postgres/postgres.hpp"
#include "ledger/writer/session/journal_session.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

/// More than the buffers of both hosts take, so that the server waits within its sending.
constexpr const char* much_sql = "select repeat('x', 1000000) from generate_series(1, 100)";
constexpr const char* lock_sql = "select 1 from journal where journal = 0 for update";
constexpr const char* waits_for_client_sql =
    "select count(*) from pg_stat_activity where application_name = 'frozen writer'"
    " and datname = current_database() and wait_event = 'ClientWrite'";

/// A writer's session that holds the journal's lock, and whose host takes no byte of what the server sends.
PostgresConnection freeze_with_lock(const TestDatabase& database) {
  PostgresConnection session(database.service(), {.application = "frozen writer", .limits = writer_session_limits});
  session.execute("begin");
  REQUIRE(session.execute(lock_sql).rows() == 1);
  session.prepare("much", much_sql);
  session.enter_pipeline();
  session.send_prepared("much", {});
  session.sync();
  REQUIRE(PQflush(session.raw()) == 0);
  return session;
}

/// A writer's session that holds the journal's lock, and whose program has stopped before it has sent all of a
/// pipeline.
PostgresConnection stop_amid_pipeline(const TestDatabase& database) {
  PostgresConnection session(database.service(), {.application = "ledger-writer", .limits = writer_session_limits});
  session.prepare("begin", "begin");
  session.prepare("lock", lock_sql);
  session.enter_pipeline();
  session.send_prepared("begin", {});
  session.send_prepared("lock", {});
  REQUIRE(PQsendFlushRequest(session.raw()) == 1);
  session.next_result();
  REQUIRE(session.next_result().rows() == 1);
  return session;
}

}  // namespace

TEST_CASE("The journal's lock of a writer that stopped amid what it sends is free within a deadline", "[faults]") {
  const TestDatabase database;
  WriterHarness other(database.service());
  const auto account = other.open();
  const auto stopped = stop_amid_pipeline(database);
  CHECK(std::holds_alternative<Applied>(other.run(deposit(account, "1.00"))));
}

TEST_CASE("The journal's lock of a writer that froze while the server sent is free within a deadline", "[faults]") {
  const TestDatabase database;
  WriterHarness other(database.service());
  const auto account = other.open();
  const auto frozen = freeze_with_lock(database);
  REQUIRE(eventually([&] { return query_value(database.owner(), waits_for_client_sql) == "1"; }));
  // The command's own deadline is what this is about.
  CHECK(std::holds_alternative<Applied>(other.run(deposit(account, "1.00"))));
}

}  // namespace ledger::test
