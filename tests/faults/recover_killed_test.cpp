// The commands that an operator runs after a restore are killed again and again, and run until they are done.
#include <catch2/catch.hpp>
#include <random>
#include <thread>

#include "outbox/recover.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/process.hpp"
#include "tests/support/restorable_ledger.hpp"

namespace ledger::test {
namespace {

constexpr int tail_accounts = 4'000;
constexpr int tail_deposits = 16'000;
constexpr int kills_max = 12;

/// Runs the command, killing it at a random moment, until it comes to its end. Returns how often it was killed.
int run_until_done(const std::vector<std::string>& arguments, const RelaySettings& settings, std::mt19937& random) {
  const auto environment = relay_environment(settings);
  const auto program = program_path("ledger-outbox");
  for (int kills = 0; kills < kills_max; ++kills) {
    Process command(program, arguments, environment);
    std::this_thread::sleep_for(std::chrono::milliseconds(std::uniform_int_distribution(50, 1'500)(random)));
    command.kill();
    if (command.wait() == 0) return kills;
  }
  Process command(program, arguments, environment);
  const int code = command.wait();
  UNSCOPED_INFO(command.log());
  REQUIRE(code == 0);
  return kills_max;
}

/// All that a recovery writes, but for times and for where its pages ended.
std::string recovered(const DatabaseSettings& database) {
  std::string digest;
  for (const char* query : {
           "select md5(string_agg(event::text, ';' order by position)) from event",
           "select md5(string_agg(open_hold::text, ';' order by uid)) from open_hold",
           "select md5(string_agg(reversal::text, ';' order by reverses_uid, leg)) from reversal",
           "select md5(string_agg(account_id || ' ' || state, ';' order by account_id)) from lost_identity",
           "select md5(string_agg(identity::text, ';' order by account_id)) from identity",
           "select pg_sequence_last_value('account_id_sequence'::regclass)",
           "select epoch || ' ' || coalesce(common_position, -1) from journal_guard",
           "select min(first_position) || ' ' || sum(last_position - first_position + 1) from journal_recovery",
       }) {
    digest += query_value(database, query) + "\n";
  }
  return digest;
}

/// A published ledger that was backed up before its tail, which is restored.
struct LostTail {
  RestorableLedger ledger;
  std::unique_ptr<TestDatabase> backup;
  std::int64_t common = 0;
  std::int64_t end = 0;

  LostTail() {
    ledger.do_business(60);
    ledger.publish();
    backup = ledger.back_up();
    common = ledger.end();
    ledger.do_business(60);
    ledger.add_events(tail_deposits, tail_accounts);
    ledger.publish();
    end = ledger.end();
    ledger.restore(*backup);
  }
};

}  // namespace

TEST_CASE("Killed at any moment, recover takes back the same as when it is not", "[restore]") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  LostTail tail;
  // Without any kill first: the same backup is restored once more afterwards.
  recover(tail.ledger.settings(), JournalId(0));
  const auto uninterrupted = recovered(tail.ledger.owner());
  tail.ledger.restore(*tail.backup);
  const auto kills = run_until_done({"recover"}, tail.ledger.settings(), random);
  CHECK(kills > 0);
  CHECK(recovered(tail.ledger.owner()) == uninterrupted);
  CHECK(tail.ledger.end() == tail.end);
  query_value(tail.ledger.owner(), "update lost_identity set state = 2 returning 1");
  CHECK(tail.ledger.deposit_outcome() == "applied");
  CHECK(tail.ledger.fault() == "");
}

TEST_CASE("Killed at any moment, resume begins one epoch and tells every balance", "[restore]") {
  const auto seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  LostTail tail;
  const auto kills =
      run_until_done({"resume", "--position", std::to_string(tail.common)}, tail.ledger.settings(), random);
  CHECK(kills > 0);
  CHECK(tail.ledger.end() == tail.common);
  CHECK(query_value(tail.ledger.owner(), "select count(*) || ' ' || max(epoch) from journal_epoch") == "1 2");
  CHECK(tail.ledger.deposit_outcome() == "applied");
  CHECK(tail.ledger.fault() == "");
}

}  // namespace ledger::test
