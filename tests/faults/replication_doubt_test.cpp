// A COMMIT that succeeds although its standby has not confirmed it.
#include "ledger/journal/event_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/journal_check.hpp"
#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/private_server.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

/// A standby's confirmation is awaited, or no longer.
void set_standby(const PrivateServer& server, const std::string& names) {
  execute_alone(server.owner(), "alter system set synchronous_standby_names = '" + names + "'");
  execute_alone(server.owner(), "select pg_reload_conf()");
  REQUIRE(eventually([&] { return query_value(server.owner(), "show synchronous_standby_names") == names; }));
}

constexpr const char* is_waiting =
    "select count(*) = 1 from pg_stat_activity where application_name = 'ledger-writer' and wait_event = 'SyncRep'";
constexpr const char* cancel_waiting =
    "select count(pg_cancel_backend(pid)) = 1 from pg_stat_activity"
    " where application_name = 'ledger-writer' and wait_event = 'SyncRep'";

}  // namespace

TEST_CASE("What might not have been replicated is not acknowledged", "[faults][writer]") {
  const PrivateServer server;
  const auto mode = GENERATE(OptimisticAppend::on, OptimisticAppend::off);
  WriterHarness ledger(server.service(), {.optimistic_append = mode});
  const auto account = ledger.open();
  ledger.apply(deposit(account, "1"));
  set_standby(server, "absent");
  // A commit waits once the server's checkpointer has told of the setting, which may be later than it is shown.
  std::future<Outcome> outcome;
  REQUIRE(eventually([&] {
    outcome = ledger.start(deposit(account, "2"));
    const auto is_done = [&] { return outcome.wait_for(std::chrono::milliseconds(0)) == std::future_status::ready; };
    REQUIRE(eventually([&] { return is_done() || query_value(server.owner(), is_waiting) == "t"; }));
    return !is_done();
  }));
  for (int cancelled = 0; cancelled < 3; ++cancelled) {
    REQUIRE(eventually([&] { return query_value(server.owner(), cancel_waiting) == "t"; }));
    CHECK(outcome.wait_for(std::chrono::milliseconds(0)) == std::future_status::timeout);
  }
  set_standby(server, "");
  const auto applied = std::get<Applied>(outcome_of(outcome));
  CHECK_FALSE(applied.replayed);
  CHECK(check_journal(server.service()).back() == applied.recorded.legs.front());
}

}  // namespace ledger::test
