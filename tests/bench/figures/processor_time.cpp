#include "tests/bench/figures/processor_time.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>

#include "tests/support/environment.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::bench {
namespace {

/// The answers of the kernel on a process: fields 4 and 14 to 17 of /proc/PID/stat (proc(5)), whose second one is in
/// brackets. All zero once the process is gone.
struct ProcessStat {
  pid_t parent = 0;
  /// User and system time in clock ticks.
  std::int64_t own_ticks = 0;
  /// The same of children that have ended.
  std::int64_t ended_children_ticks = 0;
};

ProcessStat stat_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  if (!std::getline(file, line)) return {};
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string skipped;
  ProcessStat stat;
  fields >> skipped >> stat.parent;
  for (int field = 5; field < 14; ++field) fields >> skipped;
  std::int64_t user = 0;
  std::int64_t system = 0;
  std::int64_t children_user = 0;
  std::int64_t children_system = 0;
  fields >> user >> system >> children_user >> children_system;
  stat.own_ticks = user + system;
  stat.ended_children_ticks = children_user + children_system;
  return stat;
}

std::int64_t clock_ticks_of(pid_t process) { return stat_of(process).own_ticks; }

std::int64_t us_of_ticks(std::int64_t ticks) { return ticks * 1'000'000 / sysconf(_SC_CLK_TCK); }

/// The parent of each process that runs now.
std::map<pid_t, pid_t> parents() {
  std::map<pid_t, pid_t> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const auto name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const auto process = static_cast<pid_t>(std::stol(name));
    found.emplace(process, stat_of(process).parent);
  }
  return found;
}

bool is_below(pid_t process, pid_t root, const std::map<pid_t, pid_t>& parents) {
  for (auto at = parents.find(process); at != parents.end(); at = parents.find(at->second)) {
    if (at->first == root) return true;
  }
  return false;
}

std::int64_t us_of_generator(Generator generator) {
  rusage usage{};
  getrusage(generator == Generator::child ? RUSAGE_CHILDREN : RUSAGE_SELF, &usage);
  const auto us = [](const timeval& time) { return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_usec; };
  return us(usage.ru_utime) + us(usage.ru_stime);
}

}  // namespace

std::int64_t processor_time_us(const std::vector<pid_t>& processes) {
  std::int64_t ticks = 0;
  for (const auto process : processes) ticks += clock_ticks_of(process);
  return us_of_ticks(ticks);
}

std::vector<pid_t> backends_of(const DatabaseSettings& settings) {
  const auto connection = test::connect_for_test(settings);
  pqxx::nontransaction session(*connection);
  std::vector<pid_t> backends;
  for (const auto& row : session.exec("select pid from pg_stat_activity"
                                      " where datname = current_database() and pid <> pg_backend_pid()"
                                      " and backend_type = 'client backend'")) {
    backends.push_back(row[0].as<pid_t>());
  }
  return backends;
}

pid_t postmaster_of(const DatabaseSettings& settings) {
  const auto connection = test::connect_for_test(settings);
  pqxx::nontransaction session(*connection);
  return stat_of(session.exec("select pg_backend_pid()")[0][0].as<pid_t>()).parent;
}

pid_t kafka_process() { return static_cast<pid_t>(std::stol(test::required_environment("LEDGER_TEST_KAFKA_PROCESS"))); }

ProcessorMeter::ProcessorMeter(std::vector<MeteredProgram> programs, Generator generator)
    : programs_(std::move(programs)) {
  programs_.push_back({.name = "generator", .clock_us = [generator] { return us_of_generator(generator); }});
}

void ProcessorMeter::begin() { begun_ = read(); }

std::vector<std::int64_t> ProcessorMeter::read() const {
  const auto running = parents();
  std::vector<std::int64_t> times;
  for (const auto& program : programs_) {
    if (program.clock_us) {
      times.push_back(program.clock_us());
      continue;
    }
    std::int64_t ticks = stat_of(program.process).ended_children_ticks;
    for (const auto& [process, parent] : running) {
      if (is_below(process, program.process, running)) ticks += clock_ticks_of(process);
    }
    times.push_back(us_of_ticks(ticks));
  }
  return times;
}

std::string ProcessorMeter::per_request(double requests) const {
  const auto ended = read();
  std::vector<std::pair<std::string, double>> costs;
  double sum = 0;
  for (std::size_t index = 0; index < ended.size(); ++index) {
    const double us = static_cast<double>(ended[index] - begun_[index]) / requests;
    const auto& name = programs_[index].name;
    const auto same = std::find_if(costs.begin(), costs.end(), [&](const auto& cost) { return cost.first == name; });
    if (same == costs.end()) {
      costs.emplace_back(name, us);
    } else {
      same->second += us;
    }
    sum += us;
  }
  std::string text;
  for (const auto& [name, us] : costs) text.append(fmt::format("{} {:.0f}, ", name, us));
  return text.append(fmt::format("sum {:.0f}", sum));
}

}  // namespace ledger::bench
