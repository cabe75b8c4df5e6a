#include "ledger/process/process_metrics.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <string>

#include "ledger/process/version.hpp"

namespace ledger {
namespace {

prometheus::MetricFamily family_of(std::string name, std::string help, prometheus::MetricType type, double value) {
  prometheus::ClientMetric metric;
  metric.counter.value = value;
  metric.gauge.value = value;
  return {.name = std::move(name), .help = std::move(help), .type = type, .metric = {std::move(metric)}};
}

prometheus::MetricFamily gauge(std::string name, std::string help, double value) {
  return family_of(std::move(name), std::move(help), prometheus::MetricType::Gauge, value);
}

/// The fields of /proc/self/stat that are told (proc(5)).
struct ProcessState {
  double processor_ticks = 0;
  double threads = 0;
  double start_ticks = 0;
  double virtual_bytes = 0;
  double resident_pages = 0;
};

std::optional<ProcessState> read_state() {
  std::ifstream file("/proc/self/stat");
  std::string text;
  std::getline(file, text);
  // The program's name, in parentheses, may hold anything; the state behind it is the third field.
  const auto end_of_name = text.rfind(')');
  if (end_of_name == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(end_of_name + 2));
  std::vector<double> values;
  std::string field;
  fields >> field;
  for (double value = 0; fields >> value;) values.push_back(value);
  // The first value is the fourth field.
  constexpr std::size_t utime = 10;
  constexpr std::size_t stime = 11;
  constexpr std::size_t threads = 16;
  constexpr std::size_t start = 18;
  constexpr std::size_t virtual_size = 19;
  constexpr std::size_t resident_size = 20;
  if (values.size() <= resident_size) return std::nullopt;
  return ProcessState{.processor_ticks = values[utime] + values[stime],
                      .threads = values[threads],
                      .start_ticks = values[start],
                      .virtual_bytes = values[virtual_size],
                      .resident_pages = values[resident_size]};
}

/// The time when the machine was started, in seconds since 1970.
std::optional<double> machine_start_time() {
  std::ifstream file("/proc/stat");
  for (std::string name; file >> name; file.ignore(std::numeric_limits<std::streamsize>::max(), '\n')) {
    double seconds = 0;
    if (name == "btime" && file >> seconds) return seconds;
  }
  return std::nullopt;
}

std::optional<double> count_open_files() {
  std::error_code error;
  double count = 0;
  for (std::filesystem::directory_iterator file("/proc/self/fd", error), end; !error && file != end;
       file.increment(error)) {
    ++count;
  }
  if (error) return std::nullopt;
  // One is the folder that is being read.
  return count - 1;
}

}  // namespace

std::vector<prometheus::MetricFamily> process_metrics() {
  std::vector<prometheus::MetricFamily> families;
  families.push_back(gauge("ledger_build_info", "1, with the program's version as a label", 1));
  families.back().metric.front().label.push_back({"version", std::string(version())});
  const auto ticks_per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  if (const auto state = read_state()) {
    families.push_back(family_of("process_cpu_seconds_total", "Processor time used in user and system mode in seconds",
                                 prometheus::MetricType::Counter, state->processor_ticks / ticks_per_second));
    families.push_back(gauge("process_threads", "Threads", state->threads));
    families.push_back(gauge("process_virtual_memory_bytes", "Virtual memory in bytes", state->virtual_bytes));
    families.push_back(gauge("process_resident_memory_bytes", "Resident memory in bytes",
                             state->resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE))));
    if (const auto begin = machine_start_time()) {
      families.push_back(gauge("process_start_time_seconds", "Start time of the process in seconds since 1970",
                               *begin + state->start_ticks / ticks_per_second));
    }
  }
  if (const auto open = count_open_files()) families.push_back(gauge("process_open_fds", "Open file handles", *open));
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    families.push_back(gauge("process_max_fds", "File handles that may be open", static_cast<double>(limit.rlim_cur)));
  }
  return families;
}

}  // namespace ledger
