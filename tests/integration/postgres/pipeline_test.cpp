// Statements that are sent without waiting, and their answers.
#include "ledger/postgres/postgres.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

using namespace std::chrono_literals;

TEST_CASE("An answer is waited for no longer than wanted, also behind another one", "[postgres]") {
  const TestDatabase database;
  PostgresConnection session(database.service(), {.application = "test", .limits = {}});
  session.prepare("quick", "select 1::bigint");
  session.prepare("slow", "select 2::bigint from pg_sleep(0.5)");
  session.enter_pipeline();
  for (const auto* statement : {"slow", "quick", "slow"}) {
    session.send_prepared(statement, {});
    session.sync();
  }
  const auto receive = [&] {
    const auto answer = session.next_result();
    session.finish_sync();
    return answer.int64(0, 0);
  };
  CHECK_FALSE(session.await_result_within(0us));
  CHECK_FALSE(session.await_result_within(1ms));
  CHECK(receive() == 2);
  CHECK(session.await_result_within(10s));
  CHECK(receive() == 1);
  CHECK_FALSE(session.await_result_within(1ms));
  CHECK(session.await_result_within(10s));
  CHECK(receive() == 2);
}

}  // namespace ledger::test
