// What each program keeps of accounts in memory is bounded by a setting.
#include "tests/support/api/api_server.hpp"
#include "tests/support/api/scraped_metrics.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/journal/snapshot_support.hpp"
#include "tests/support/kafka/relay_harness.hpp"
#include "tests/support/kafka/running_ledger.hpp"

namespace ledger::test {
namespace {

const std::string cached_accounts = R"(ledger_writer_cached_accounts{journal="0"})";
const std::string projected_accounts = R"(ledger_projector_accounts_in_memory{journal="0"})";
const std::string projected_lag = R"(ledger_projector_lag_events{journal="0"})";
const std::string remembered_accounts = R"(ledger_outbox_accounts_remembered{journal="0"})";
const std::string published_lag = R"(ledger_outbox_lag_events{journal="0"})";

/// The relay never remembers fewer than it reads at a time.
constexpr int remembered_accounts_least = 5'000;

double accounts_cached_by(const ApiServer& api) { return value_in(api.metrics(), cached_accounts).value_or(-1); }

}  // namespace

TEST_CASE("LEDGER_WRITE_CACHED_ACCOUNTS_MAX bounds the accounts that ledger-api keeps", "[writer][memory]") {
  const TestDatabase database;
  constexpr int accounts = 5;
  const auto cached_after_opening = [&](const Process::Environment& environment) {
    const ApiServer api(database.service(), environment);
    ApiClient client(api);
    for (int account = 0; account < accounts; ++account) client.deposit(client.open(), "1.00");
    return accounts_cached_by(api);
  };
  CHECK(cached_after_opening({{"LEDGER_WRITE_CACHED_ACCOUNTS_MAX", "2"}}) == 2);
  CHECK(cached_after_opening({}) == accounts);
}

TEST_CASE("LEDGER_PROJECTOR_ACCOUNTS_MAX bounds the accounts that ledger-projector keeps", "[projector][memory]") {
  const TestDatabase database;
  constexpr int accounts = 5;
  EventFactory factory(database.owner());
  for (int account = 0; account < accounts; ++account) factory.pay(factory.open(), 100);
  append_events(database.owner(), factory.take());
  const auto keeps = [&](const Process::Environment& environment, double expected) {
    RunningProjector projector(database.service(), environment);
    ScrapedMetrics metrics(projector.process().line_after("listening on "));
    REQUIRE(metrics.becomes(projected_lag, 0));
    return metrics.becomes(projected_accounts, expected);
  };
  SECTION("as it is set") { CHECK(keeps({{"LEDGER_PROJECTOR_ACCOUNTS_MAX", "2"}}, 2)); }
  SECTION("otherwise all of a few") { CHECK(keeps({}, accounts)); }
}

TEST_CASE("LEDGER_OUTBOX_ACCOUNTS_REMEMBERED_MAX bounds the accounts that ledger-outbox remembers", "[relay][memory]") {
  constexpr int accounts = remembered_accounts_least + 500;
  const RelayLedger ledger(accounts, 1);
  auto environment = relay_environment(ledger.settings);
  const auto remembers = [&](double expected) {
    Process relay(program_path("ledger-outbox"), {}, environment);
    ScrapedMetrics metrics(relay.line_after("listening on "));
    REQUIRE(metrics.becomes(published_lag, 0));
    return metrics.becomes(remembered_accounts, expected);
  };
  SECTION("as it is set") {
    environment["LEDGER_OUTBOX_ACCOUNTS_REMEMBERED_MAX"] = std::to_string(remembered_accounts_least);
    CHECK(remembers(remembered_accounts_least));
  }
  SECTION("otherwise all of a few") { CHECK(remembers(accounts)); }
}

}  // namespace ledger::test
