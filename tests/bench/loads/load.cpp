#include "tests/bench/loads/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <future>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace ledger::bench {
namespace {

/// pgbench's time runs while it connects one client after the other, which its rate leaves out.
constexpr int clients_connected_per_second = 100;
const std::string bench_folder = LEDGER_SOURCE_DIR "/tests/bench/loads/";

/// wrk writes times with a unit: 950.00us, 1.23ms, 1.02s.
double milliseconds_after(const std::string& text, const std::string& label) {
  const auto found = text.find(label);
  if (found == std::string::npos) throw std::runtime_error("no '" + label + "' in:\n" + text);
  std::istringstream stream(text.substr(found + label.size()));
  double number = 0;
  std::string unit;
  stream >> number >> unit;
  return unit == "us" ? number / 1000 : unit == "s" ? number * 1000 : number;
}

/// "  30541 requests in 1.00s, 9.52MB read"
double requests_of_wrk(const std::string& report) {
  const auto label = report.find(" requests in ");
  if (label == std::string::npos) throw std::runtime_error("no number of requests in:\n" + report);
  return std::stod(report.substr(report.rfind('\n', label) + 1));
}

double percentile(std::vector<double>& sorted, double share) {
  if (sorted.empty()) throw std::runtime_error("pgbench logged no transaction");
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

/// pgbench's log has a line a transaction: client, number, time in microseconds, …
std::vector<double> logged_latencies_ms(const std::filesystem::path& folder) {
  std::vector<double> latencies;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      std::istringstream fields(line);
      long client = 0;
      long number = 0;
      double microseconds = 0;
      if (fields >> client >> number >> microseconds) latencies.push_back(microseconds / 1000);
    }
  }
  std::sort(latencies.begin(), latencies.end());
  return latencies;
}

struct TemporaryFolder {
  std::filesystem::path path;
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ledger-bench.XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;  // it is a temporary folder
    std::filesystem::remove_all(path, ignored);
  }
};

}  // namespace

double number_after(const std::string& text, const std::string& label) {
  const auto found = text.find(label);
  if (found == std::string::npos) throw std::runtime_error("no '" + label + "' in:\n" + text);
  return std::stod(text.substr(found + label.size()));
}

std::string output_of(const std::string& command) {
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
  std::string output;
  std::array<char, 4096> buffer{};
  while (const auto size = std::fread(buffer.data(), 1, buffer.size(), pipe)) output.append(buffer.data(), size);
  if (pclose(pipe) != 0) throw std::runtime_error(command + " failed:\n" + output);
  return output;
}

LoadResult run_pgbench(const DatabaseSettings& settings, const std::string& script, int clients, int seconds) {
  const TemporaryFolder folder;
  const auto report = output_of(fmt::format(
      "PGPASSWORD='{}' $(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)/pgbench -n -M prepared -h {} -p {} -U {} "
      "-c {} -j {} -T {} -l --log-prefix={}/log -f {} {}",
      settings.password, settings.host, settings.port, settings.user, clients, std::min(clients, 2),
      seconds + clients / clients_connected_per_second, folder.path.string(), bench_folder + script, settings.name));
  auto latencies = logged_latencies_ms(folder.path);
  return {.requests = number_after(report, "actually processed: "),
          .requests_per_second = number_after(report, "tps = "),
          .latency_ms_p50 = percentile(latencies, 0.50),
          .latency_ms_p99 = percentile(latencies, 0.99)};
}

LoadResult run_wrk(const std::string& url, const std::string& script, const std::string& arguments, int connections,
                   int seconds) {
  const auto report = output_of(fmt::format("wrk -t 1 -c {} -d {}s --timeout 20s --latency -s {} {} -- {}", connections,
                                            seconds, bench_folder + script, url, arguments));
  if (report.find("Non-2xx") != std::string::npos || report.find("Socket errors") != std::string::npos) {
    throw std::runtime_error("not every request succeeded:\n" + report);
  }
  return {.requests = requests_of_wrk(report),
          .requests_per_second = number_after(report, "Requests/sec:"),
          .latency_ms_p50 = milliseconds_after(report, "\n     50%"),
          .latency_ms_p99 = milliseconds_after(report, "\n     99%")};
}

LoadResult run_commands(const CommandLoad& load) {
  return run_wrk(load.url, "commands.lua", fmt::format("{} {} {}", load.accounts, load.kind, load.connections),
                 load.connections, load.seconds);
}

LoadResult run_commands_on(const std::vector<std::string>& urls, const CommandLoad& load) {
  std::vector<std::future<LoadResult>> loads;
  for (const auto& url : urls) {
    auto part = load;
    part.url = url;
    part.connections = std::max(1, load.connections / static_cast<int>(urls.size()));
    loads.push_back(std::async(std::launch::async, run_commands, std::move(part)));
  }
  LoadResult sum;
  for (auto& part : loads) {
    const auto result = part.get();
    sum.requests += result.requests;
    sum.requests_per_second += result.requests_per_second;
    sum.latency_ms_p50 = std::max(sum.latency_ms_p50, result.latency_ms_p50);
    sum.latency_ms_p99 = std::max(sum.latency_ms_p99, result.latency_ms_p99);
  }
  return sum;
}

}  // namespace ledger::bench
