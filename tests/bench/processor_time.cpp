#include "tests/bench/processor_time.hpp"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

#include "tests/support/postgres/test_database.hpp"

namespace ledger::bench {
namespace {

/// User and system time in clock ticks: fields 14 and 15 of /proc/PID/stat (proc(5)), whose second one is in brackets.
std::int64_t clock_ticks_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  if (!std::getline(file, line)) return 0;
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  std::int64_t user = 0;
  std::int64_t system = 0;
  fields >> user >> system;
  return user + system;
}

}  // namespace

std::int64_t processor_time_us(const std::vector<pid_t>& processes) {
  std::int64_t ticks = 0;
  for (const auto process : processes) ticks += clock_ticks_of(process);
  return ticks * 1'000'000 / sysconf(_SC_CLK_TCK);
}

std::vector<pid_t> backends_of(const DatabaseSettings& settings) {
  const auto connection = test::connect_for_test(settings);
  pqxx::nontransaction session(*connection);
  std::vector<pid_t> backends;
  for (const auto& row : session.exec("select pid from pg_stat_activity"
                                      " where datname = current_database() and pid <> pg_backend_pid()")) {
    backends.push_back(row[0].as<pid_t>());
  }
  return backends;
}

}  // namespace ledger::bench
