// Where the processor time of a request goes, by program and function, for the loads whose cost matters most.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <map>
#include <set>

#include "tests/bench/benchmarks.hpp"
#include "tests/bench/figures/processor_time.hpp"
#include "tests/bench/loads/grpc_load.hpp"
#include "tests/bench/profile/call_stacks.hpp"
#include "tests/bench/profile/flame_graph.hpp"
#include "tests/bench/setup.hpp"
#include "tests/support/api/api_server.hpp"
#include "tests/support/kafka/running_ledger.hpp"

namespace ledger::bench {
namespace {

using namespace ledger::test;

/// The load runs for so much longer than it is watched, so that `perf` ends before it does.
constexpr int margin_seconds = 3;
constexpr int warm_up_seconds = 3;
constexpr double shown_share_min = 0.05;
/// A function that is in nearly every stack says nothing.
constexpr double shown_share_max = 0.95;

struct ProfiledLoad {
  std::string name;
  /// The beginning of its drawings' names.
  std::string file_name;
  std::function<LoadResult(int seconds)> run;
};

struct ProfiledProgram {
  std::string name;
  std::vector<pid_t> processes;
};

using Counts = std::map<std::string, std::size_t>;

/// "kernel 10.2, ledger-api 7.1": the counts as microseconds, the largest first.
std::string in_microseconds(const Counts& counts, std::size_t all, double us, double share_max) {
  std::vector<std::pair<std::size_t, std::string>> sorted;
  for (const auto& [name, count] : counts) {
    const double share = static_cast<double>(count) / static_cast<double>(all);
    if (share >= shown_share_min && share <= share_max) sorted.emplace_back(count, name);
  }
  std::sort(sorted.rbegin(), sorted.rend());
  std::string text;
  for (const auto& [count, name] : sorted) {
    const double part_us = us * static_cast<double>(count) / static_cast<double>(all);
    text += fmt::format("{}{} {:.1f}", text.empty() ? "" : ", ", name, part_us);
  }
  return text;
}

/// Returns false if the frame is inside the kernel, whose system calls alone are shown.
bool is_shown(const Frame& frame) { return frame.object != "kernel" || frame.function.find("__x64_sys_") == 0; }

void print_program(const std::string& name, const std::vector<CallStack>& stacks, double us) {
  Counts objects;
  Counts functions;
  for (const auto& stack : stacks) {
    if (!stack.frames.empty()) ++objects[stack.frames.back().object];
    std::set<std::string> through;
    for (const auto& frame : stack.frames) {
      if (is_shown(frame)) through.insert(frame.function);
    }
    for (const auto& function : through) ++functions[function];
  }
  fmt::print("- **{}: {:.1f} us a request**; in {}.\n  Functions, with what they call: {}.\n", name, us,
             in_microseconds(objects, stacks.size(), us, 1),
             in_microseconds(functions, stacks.size(), us, shown_share_max));
}

/// Runs the load, watches the programs meanwhile, and prints and draws what each did.
void profile(const Settings& settings, const ProfiledLoad& load, const std::vector<ProfiledProgram>& programs) {
  std::vector<pid_t> processes;
  for (const auto& program : programs) {
    processes.insert(processes.end(), program.processes.begin(), program.processes.end());
  }
  auto running = std::async(std::launch::async, load.run, settings.seconds + margin_seconds);
  const auto recording = record(processes, settings.seconds);
  if (running.wait_for(std::chrono::seconds(0)) == std::future_status::ready) {
    throw std::runtime_error("the load ended before perf did");
  }
  const auto result = running.get();
  const double requests = result.requests_per_second * recording.seconds;
  const auto seen = call_stacks_of(recording);
  fmt::print("\n## {}: {:.0f}/s\n\n", load.name, result.requests_per_second);
  for (const auto& program : programs) {
    double us = 0;
    for (const auto process : program.processes) us += recording.processor_us.at(process) / requests;
    std::vector<CallStack> stacks;
    for (const auto& stack : seen) {
      const auto& own = program.processes;
      if (std::find(own.begin(), own.end(), stack.process) != own.end()) stacks.push_back(stack);
    }
    if (stacks.empty()) throw std::runtime_error("perf took no call stack of " + program.name);
    print_program(program.name, stacks, us);
    if (settings.flames_folder.empty()) continue;
    const auto path = fmt::format("{}/{}-{}.svg", settings.flames_folder, load.file_name, program.name);
    std::ofstream file(path);
    file << flame_graph(fmt::format("{}: {}, {:.1f} us a request", load.name, program.name, us), stacks, us);
    if (!file.flush()) throw std::runtime_error("cannot write " + path);
  }
  std::fflush(stdout);
}

}  // namespace

void profile_benchmark(const Settings& settings) {
  if (!settings.flames_folder.empty()) std::filesystem::create_directories(settings.flames_folder);
  const TestDatabase database;
  const auto accounts = open_bench_accounts(database.service());
  warm_up(database.owner());
  ApiServer api(database.service());
  const auto deposits = [&](int connections) {
    return [&, connections](int seconds) {
      return run_commands({.url = api.url(), .accounts = accounts, .connections = connections, .seconds = seconds});
    };
  };
  const auto sessions = [&] { return ProfiledProgram{"sessions", backends_of(database.owner())}; };
  const ProfiledProgram api_program{"ledger-api", {api.process().pid()}};

  static_cast<void>(deposits(256)(warm_up_seconds));
  checkpoint(database.owner());
  profile(settings, {"Deposits over 256 connections", "deposits", deposits(256)}, {sessions(), api_program});
  profile(settings, {"Deposits over 64 connections", "deposits64", deposits(64)}, {sessions(), api_program});
  profile(settings,
          {"Deposits over gRPC, 64 calls at a time", "grpc",
           [&](int seconds) { return run_grpc_deposits(api.grpc_target(), bench_account_count, 64, seconds); }},
          {sessions(), api_program});

  RunningProjector projector(database.service());
  RunningOutbox outbox(database.service(), TestTopics(), kafka_brokers());
  await_followers(database);
  static_cast<void>(deposits(64)(warm_up_seconds));
  checkpoint(database.owner());
  profile(settings, {"Deposits over 256 connections with everything at work", "everything", deposits(256)},
          {sessions(), api_program, {"ledger-outbox", {outbox.process().pid()}}});
}

}  // namespace ledger::bench
