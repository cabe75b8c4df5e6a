// The parts of the example of an ad engine that need no Kafka.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "ledger/publication/event_json.hpp"
#include "outbox/example/saved_state.hpp"
#include "tests/support/environment.hpp"

namespace ledger::example {
namespace {

Moment second(int number) { return parse_moment("2026-01-30T12:00:00Z").value() + std::chrono::seconds(number); }

Balance balance(int seconds, std::int64_t version, bool ads_may_run) {
  return {.account = AccountId(7),
          .age = {.recorded = second(seconds), .version = Version(version)},
          .ads_may_run = ads_may_run};
}

/// As the relay writes it.
std::string record(MinorUnits available, AccountStatus status) {
  Event event;
  event.account = AccountId(7);
  event.version = Version(3);
  event.currency = Currency::from_code("USD").value();
  event.balance = 500;
  event.held = 500 - available;
  event.status = status;
  event.recorded = second(5);
  std::string json;
  append_balance_json(event, first_epoch, json);
  return json;
}

SavedState some_state() {
  SavedState state{
      .cluster_id = "MkU3OEVBNTcwNTJENDM2Qk", .topic = "ledger.balances.v1", .offsets = {17, -2}, .accounts = {}};
  for (std::int64_t id = 1; id <= 100; ++id) {
    auto of_account = balance(static_cast<int>(id), id, id % 3 == 0);
    of_account.account = AccountId(id);
    state.accounts.apply(of_account);
  }
  return state;
}

std::string content_of(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("Only a newer record changes whether ads may run", "[ads]") {
  AdAccounts accounts;
  CHECK_FALSE(accounts.apply(balance(1, 1, false)));
  CHECK(accounts.apply(balance(2, 2, true)) == true);
  CHECK_FALSE(accounts.apply(balance(2, 2, true)));
  CHECK_FALSE(accounts.apply(balance(1, 1, false)));
  // Of two recorded at once the version tells.
  CHECK(accounts.apply(balance(2, 3, false)) == false);
  CHECK_FALSE(accounts.apply(balance(2, 2, true)));
  // A failover took versions 2 and 3 back; what came instead is newer though its version is not.
  CHECK(accounts.apply(balance(9, 2, true)) == true);
  CHECK_FALSE(accounts.apply(balance(2, 3, false)));
}

TEST_CASE("Ads run where money is available in an open account", "[ads]") {
  CHECK(parse_balance(record(1, AccountStatus::open))->ads_may_run);
  CHECK_FALSE(parse_balance(record(0, AccountStatus::open))->ads_may_run);
  CHECK_FALSE(parse_balance(record(1, AccountStatus::frozen))->ads_may_run);
  const auto read = parse_balance(record(1, AccountStatus::open));
  CHECK(read->account == AccountId(7));
  CHECK((read->age == Age{.recorded = second(5), .version = Version(3)}));
  for (const auto* other : {"", "null", "[]", "{}", R"({"account_id":7})", R"({"account_id":"7","version":1})"}) {
    INFO(other);
    CHECK_FALSE(parse_balance(other));
  }
}

TEST_CASE("The state is read as it was saved, and not at all when it was not saved to its end", "[ads]") {
  const auto path = std::string(std::filesystem::temp_directory_path() / test::unique_name("ads-state"));
  CHECK_FALSE(load(path));
  const auto state = some_state();
  save(state, path);
  const auto read = load(path);
  REQUIRE(read);
  CHECK(read->cluster_id == state.cluster_id);
  CHECK(read->topic == state.topic);
  CHECK(read->offsets == state.offsets);
  CHECK((read->accounts.entries() == state.accounts.entries()));
  const auto whole = content_of(path);
  for (std::size_t size = 0; size + 1 < whole.size(); size += 7) {
    INFO(size);
    std::ofstream(path) << whole.substr(0, size);
    CHECK_FALSE(load(path));
  }
  std::filesystem::remove(path);
}

}  // namespace ledger::example
