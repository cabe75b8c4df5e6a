// The commands that an operator runs after a restore are killed again and again, and run until they are done.
#include <functional>
#include <random>
#include <thread>

#include "outbox/recovery/recover.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/restorable_ledger.hpp"
#include "tests/support/process.hpp"

namespace ledger::test {
namespace {

constexpr int tail_accounts = 4'000;
constexpr int tail_deposits = 16'000;
constexpr int kills_max = 8;
/// A sanitizer makes a command ten times slower.
constexpr std::chrono::seconds begin_patience{60};
constexpr std::chrono::seconds end_patience{120};

/// Returns true once the command has reached the step to interrupt.
using HasBegun = std::function<bool(const Process& command)>;

/// Runs the command until it comes to its end, killing it at random moments: some in its start, others a moment after
/// it `has_begun`, and the first of these at once, since the step may take only a moment. Returns how many of the
/// latter there were.
int run_until_done(const std::vector<std::string>& arguments, const RelaySettings& settings, std::mt19937& random,
                   const HasBegun& has_begun) {
  const auto environment = relay_environment(settings);
  const auto program = program_path("ledger-outbox");
  int kills_within = 0;
  for (int kills = 0; kills < kills_max; ++kills) {
    Process command(program, arguments, environment);
    const bool early = random() % 4 == 0;
    const bool begun = !early && eventually([&] { return has_begun(command) || command.has_ended(); }, begin_patience);
    const int delay_ms_max = early ? 1'000 : kills_within == 0 ? 3 : 60;
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % delay_ms_max));
    command.kill();
    if (command.wait() == 0) return kills_within;
    if (begun) ++kills_within;
  }
  Process command(program, arguments, environment);
  const int code = command.wait(end_patience);
  UNSCOPED_INFO(command.log());
  REQUIRE(code == 0);
  return kills_within;
}

/// Returns all that a recovery writes, except for times and the ends of its pages.
std::string recovered(const DatabaseSettings& database) {
  std::string digest;
  for (const char* query : {
           "select md5(string_agg(event::text, ';' order by position)) from event",
           "select md5(string_agg(open_hold::text, ';' order by transaction_uid)) from open_hold",
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
  auto before = tail.common;
  const auto kills = run_until_done({"recover"}, tail.ledger.settings(), random, [&](const Process&) {
    const bool has_begun = tail.ledger.end() > before;
    if (has_begun) before = tail.ledger.end();
    return has_begun;
  });
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
  const auto kills = run_until_done(
      {"resume", "--position", std::to_string(tail.common)}, tail.ledger.settings(), random,
      [](const Process& command) { return command.log().find("telling the balances") != std::string::npos; });
  CHECK(kills > 0);
  CHECK(tail.ledger.end() == tail.common);
  CHECK(query_value(tail.ledger.owner(), "select count(*) || ' ' || max(epoch) from journal_epoch") == "1 2");
  CHECK(tail.ledger.deposit_outcome() == "applied");
  CHECK(tail.ledger.fault() == "");
}

}  // namespace ledger::test
