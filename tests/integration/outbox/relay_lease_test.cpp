// A relay's lease: one holder at a time, and one connection to renew it.
#include "outbox/relay/relay_lease.hpp"

#include <memory>
#include <optional>
#include <string>

#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/relay_harness.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

const std::string lease_sessions =
    " from pg_stat_activity where datname = current_database() and application_name = 'ledger-outbox lease'";

std::string sessions_of(const TestDatabase& database) {
  return query_value(database.owner(), "select coalesce(string_agg(pid::text, ' ' order by pid), '')" + lease_sessions);
}

std::string holder_of(const TestDatabase& database) {
  return query_value(database.owner(), "select holder from relay_lease");
}

bool is_renewed(const TestDatabase& database, int times) {
  std::string latest;
  int changes = -1;
  return eventually([&] {
    const auto now = query_value(database.owner(), "select expires_at from relay_lease");
    if (now != latest) ++changes;
    latest = now;
    return changes >= times;
  });
}

}  // namespace

TEST_CASE("A relay's lease set by a clock that was ahead is not waited out", "[relay]") {
  const TestDatabase database;
  const auto vanish_for = [&](const std::string& duration) {
    query_value(database.owner(), "insert into relay_lease values (0, 'vanished', clock_timestamp() + interval '" +
                                      duration +
                                      "') on conflict (journal) do update set expires_at = excluded.expires_at");
  };
  std::optional<PostgresConnection> connection;
  const auto take = [&] {
    return RelayLease::take(database.service(), JournalId(0), "next", std::chrono::seconds(1), connection, {}) !=
           nullptr;
  };
  vanish_for("10 minutes");
  CHECK_FALSE(take());
  vanish_for("1 day");
  CHECK(take());
}

TEST_CASE("A relay keeps one connection for its lease", "[relay]") {
  RelayLedger ledger(1, 1);
  // Long enough that a stalled machine does not lose it.
  ledger.settings.lease_duration = std::chrono::milliseconds(1'500);
  const RunningRelay first(ledger.settings);
  const RunningRelay second(ledger.settings);
  REQUIRE(first.becomes_ready());
  REQUIRE(second.becomes_ready());
  REQUIRE(eventually([&] { return query_value(ledger.database.owner(), "select count(*)" + lease_sessions) == "2"; }));
  const auto before = sessions_of(ledger.database);
  const auto holder = holder_of(ledger.database);
  REQUIRE(is_renewed(ledger.database, 3));
  CHECK(sessions_of(ledger.database) == before);

  query_value(ledger.database.owner(), "select count(pg_terminate_backend(pid))" + lease_sessions);
  REQUIRE(is_renewed(ledger.database, 3));
  CHECK(sessions_of(ledger.database) != before);
  CHECK(holder_of(ledger.database) == holder);
}

TEST_CASE("An operator's command holds the lease for seconds, however short relays' leases are", "[relay]") {
  const TestDatabase database;
  const auto lease = RelayLease::await(database.service(), JournalId(0), "resume", std::chrono::milliseconds(300));
  CHECK(query_value(database.owner(),
                    "select expires_at > clock_timestamp() + interval '4 seconds' from relay_lease") == "t");
}

}  // namespace ledger::test
