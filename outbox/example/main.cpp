// ledger-ads-example: whose ads may run, kept from the ledger's balances. An example of a consumer.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <filesystem>

#include "ledger/process/command_line.hpp"
#include "ledger/process/program.hpp"
#include "outbox/example/balance_follower.hpp"
#include "outbox/kafka/cluster_options.hpp"
#include "outbox/kafka/failure.hpp"

namespace {

using namespace ledger;
using namespace ledger::example;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr const char* description =
    "Keeps the set of accounts whose ads may run, from the ledger's topic of balances: an example of a consumer that\n"
    "is right after any crash, its own, the ledger's or Kafka's, and when the topic is made anew. It writes to "
    "standard output: once it has read all\n"
    "there is, 'begin', a line '+ ACCOUNT' for each account in the set, and 'ready'; then '+ ACCOUNT' and '- ACCOUNT'\n"
    "as the set changes. Whoever reads that empties the set at each 'begin'.";

constexpr std::chrono::milliseconds stop_poll{100};
constexpr std::chrono::milliseconds pause_between_attempts{500};

struct Arguments {
  kafka::ClusterSettings cluster;
  std::string topic = "ledger.balances.v1";
  std::string state_file;
  std::chrono::milliseconds save_interval{5'000};
};

void print_change(AccountId account, bool ads_may_run) {
  fmt::print("{} {}\n", ads_may_run ? '+' : '-', account.value);
}

void print_all(const AdAccounts& accounts) {
  fmt::print("begin\n");
  for (const auto& [account, entry] : accounts.entries()) {
    if (entry.ads_may_run) print_change(account, true);
  }
  fmt::print("ready\n");
  std::fflush(stdout);
}

/// Follows until stopped, or until the topic turns out to be another one. What is saved lags behind what is printed,
/// which does no harm: records that come again change nothing, and after a start the whole set is printed.
void follow(const Arguments& arguments, std::optional<SavedState> saved, StopSignal& stop) {
  BalanceFollower follower(arguments.cluster, arguments.topic, std::move(saved));
  bool is_ready = false;
  auto next_look = Clock::now() + arguments.save_interval;
  auto saved_offsets = follower.state().offsets;
  while (!stop.requested()) {
    follower.read(stop_poll, [&](AccountId account, bool ads_may_run) {
      if (!is_ready) return;
      print_change(account, ads_may_run);
      std::fflush(stdout);
    });
    if (!is_ready && follower.has_caught_up()) {
      print_all(follower.accounts());
      is_ready = true;
    }
    stop.wait_for(std::chrono::milliseconds(0));
    if (Clock::now() < next_look && !stop.requested()) continue;
    if (!follower.is_same_topic()) throw kafka::OffsetGone("the records that were read are not there any more");
    next_look = Clock::now() + arguments.save_interval;
    if (arguments.state_file.empty() || follower.state().offsets == saved_offsets) continue;
    save(follower.state(), arguments.state_file);
    saved_offsets = follower.state().offsets;
  }
}

/// Follows once. False if Kafka or the topic is not there; says so unless that was said before.
bool try_to_follow(const Arguments& arguments, std::optional<SavedState>& saved, StopSignal& stop, bool say_why_not) {
  try {
    follow(arguments, saved, stop);
  } catch (const kafka::OffsetGone& gone) {
    spdlog::warn("the topic is not the one that was read, so it is read from its beginning: {}", gone.what());
    saved.reset();
  } catch (const kafka::Failure& failure) {
    if (failure.remedy() == kafka::Remedy::ask_operator) throw;
    if (say_why_not) spdlog::warn("waiting: {}", failure.what());
    return false;
  }
  return true;
}

int run(const Arguments& arguments, StopSignal& stop) {
  auto saved = arguments.state_file.empty() ? std::nullopt : load(arguments.state_file);
  if (!saved && std::filesystem::exists(arguments.state_file)) {
    spdlog::warn("{} is no whole state of this version of the program and is not used", arguments.state_file);
  }
  spdlog::info("{}", saved ? "going on from the saved state" : "reading the topic from its beginning");
  for (bool was_there = true; !stop.requested();) {
    was_there = try_to_follow(arguments, saved, stop, was_there);
    if (!was_there) stop.wait_for(pause_between_attempts);
  }
  return 0;
}

}  // namespace

int main(int argc, char* argv[]) {
  StopSignal stop;
  Arguments arguments;
  const CommandLine line(description);
  kafka::add_cluster_options(line, arguments.cluster);
  line.text({"--topic-balances", "LEDGER_TOPIC_BALANCES", "balances, compacted"}, arguments.topic);
  line.text({.flag = "--state",
             .help = "a file to go on from after the next start; without it the topic is read from its beginning"},
            arguments.state_file);
  line.duration({.flag = "--save-interval-ms",
                 .help = "how often the file is written, and the topic looked at whether it is the same"},
                arguments.save_interval, {1ms, 1h});
  if (const auto exit_code = line.read(argc, argv)) return *exit_code;
  return run_program("ledger-ads-example", [&] { return run(arguments, stop); });
}
