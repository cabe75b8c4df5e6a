// The parts of the example of an ad engine that need no Kafka.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "ledger/publication/event_json.hpp"
#include "outbox/example/saved_state.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"

namespace ledger::example {
namespace {

Moment second(int number) { return parse_moment("2026-01-30T12:00:00Z").value() + std::chrono::seconds(number); }

Balance balance(std::int64_t epoch, std::int64_t version, bool ads_may_run) {
  return {.account = AccountId(7), .age = {.epoch = epoch, .version = Version(version)}, .ads_may_run = ads_may_run};
}

/// Returns the remaining balance of account 7 after it vanished in this epoch.
Balance vanished(const std::string& epoch) {
  return balance_in({.key = "7", .value = {}, .type = "ledger.balance.v1", .epoch = epoch}).value();
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
  SavedState state{.cluster_id = "MkU3OEVBNTcwNTJENDM2Qk",
                   .topic = "ledger.balances.v1",
                   .offsets = {17, -2},
                   .marks = {RecordMark{.offset = 16, .hash = 18'000'000'000'000'000'000U}, std::nullopt},
                   .accounts = {}};
  for (std::int64_t id = 1; id <= 100; ++id) {
    auto of_account = balance(1 + id % 2, id % 5, id % 3 == 0);
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
  CHECK(accounts.apply(balance(1, 2, true)) == true);
  CHECK_FALSE(accounts.apply(balance(1, 2, true)));
  CHECK_FALSE(accounts.apply(balance(1, 1, false)));
  CHECK(accounts.apply(balance(1, 3, false)) == false);
  CHECK_FALSE(accounts.apply(balance(1, 2, true)));
  // Versions 2 and 3 were given up after a restore; what came instead is newer though its version is not.
  CHECK(accounts.apply(balance(2, 2, true)) == true);
  CHECK_FALSE(accounts.apply(balance(1, 3, false)));
  CHECK_FALSE(accounts.apply(balance(1, 9, false)));
  CHECK(accounts.apply(balance(2, 3, false)) == false);
}

TEST_CASE("An account that vanished is forgotten, and what was before its end is ignored when it comes again",
          "[ads]") {
  AdAccounts accounts;
  CHECK(accounts.apply(balance(1, 5, true)) == true);
  CHECK(accounts.apply(vanished("2")) == false);
  CHECK_FALSE(accounts.apply(vanished("2")));
  CHECK_FALSE(accounts.apply(balance(1, 5, true)));
  CHECK_FALSE(accounts.apply(balance(1, 6, true)));
  // Never heard of before.
  AdAccounts fresh;
  CHECK_FALSE(fresh.apply(vanished("3")));
  CHECK_FALSE(fresh.apply(balance(2, 5, true)));
  // A tombstone of an earlier epoch says nothing about the account of a later one.
  AdAccounts later;
  CHECK(later.apply(balance(3, 1, true)) == true);
  CHECK_FALSE(later.apply(vanished("2")));
  CHECK(later.apply(vanished("4")) == false);
}

TEST_CASE("Ads run where money is available in an open account", "[ads]") {
  CHECK(parse_balance(record(1, AccountStatus::open))->ads_may_run);
  CHECK_FALSE(parse_balance(record(0, AccountStatus::open))->ads_may_run);
  CHECK_FALSE(parse_balance(record(1, AccountStatus::frozen))->ads_may_run);
  const auto read = parse_balance(record(1, AccountStatus::open));
  CHECK(read->account == AccountId(7));
  CHECK((read->age == Age{.epoch = 1, .version = Version(3)}));
  for (const auto* other : {"", "null", "[]", "{}", R"({"account_id":7})", R"({"account_id":"7","version":1})"}) {
    INFO(other);
    CHECK_FALSE(parse_balance(other));
  }
}

TEST_CASE("A balance may tell its epoch, and members that nobody knows yet", "[ads]") {
  auto json = record(1, AccountStatus::open);
  json.pop_back();
  const auto epoch_of = [&](const std::string& members) {
    const auto read = parse_balance(json + members + "}");
    return read ? read->age.epoch : 0;
  };
  CHECK(epoch_of("") == 1);
  CHECK(epoch_of(R"(,"epoch":2)") == 2);
  CHECK(epoch_of(R"(,"colour":{"red":[1,2]},"epoch":9000000000,"size":null)") == 9'000'000'000);
  for (const auto* none :
       {R"(,"epoch":0)", R"(,"epoch":-2)", R"(,"epoch":"2")", R"(,"epoch":2.5)", R"(,"epoch":null)"}) {
    INFO(none);
    CHECK(epoch_of(none) == 0);
  }
}

TEST_CASE("Records that are neither balance nor tombstone are ignored", "[ads]") {
  const auto json = record(1, AccountStatus::open);
  const std::string type = "ledger.balance.v1";
  CHECK(balance_in({.key = "7", .value = json, .type = type, .epoch = {}}));
  CHECK_FALSE(balance_in({.key = "7", .value = json, .type = "ledger.balance.v2", .epoch = {}}));
  CHECK_FALSE(balance_in({.key = "7", .value = json, .type = {}, .epoch = {}}));
  CHECK_FALSE(balance_in({.key = "7", .value = "", .type = type, .epoch = "2"}));
  CHECK(balance_in({.key = "7", .value = {}, .type = type, .epoch = "2"}));
  CHECK_FALSE(balance_in({.key = "7", .value = {}, .type = "ledger.other.v1", .epoch = "2"}));
  for (const auto* number : {"", "0", "-1", "x", "2x", " 2", "99999999999999999999"}) {
    INFO(number);
    CHECK_FALSE(balance_in({.key = "7", .value = {}, .type = type, .epoch = number}));
    CHECK_FALSE(balance_in({.key = number, .value = {}, .type = type, .epoch = "2"}));
  }
}

TEST_CASE("A record is known again by its key, value and time", "[ads]") {
  std::string key = "17";
  std::string value = "{}";
  const auto mark = [&] {
    rd_kafka_message_t message{};
    message.key = key.data();
    message.key_len = key.size();
    message.payload = value.data();
    message.len = value.size();
    message.offset = 5;
    return mark_of(message);
  };
  const auto first = mark();
  CHECK((mark() == first));
  value = "[]";
  CHECK_FALSE((mark() == first));
  value = "7{}";
  key = "1";
  CHECK_FALSE((mark() == first));
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
  CHECK((read->marks == state.marks));
  CHECK((read->accounts.entries() == state.accounts.entries()));
  const auto whole = content_of(path);
  for (std::size_t size = 0; size + 1 < whole.size(); size += 7) {
    INFO(size);
    std::ofstream(path) << whole.substr(0, size);
    CHECK_FALSE(load(path));
  }
  // This is the file format of an earlier version of the program.
  std::ofstream(path) << "ledger-ads-1" << whole.substr(whole.find(' '));
  CHECK_FALSE(load(path));
  std::filesystem::remove(path);
}

}  // namespace ledger::example
