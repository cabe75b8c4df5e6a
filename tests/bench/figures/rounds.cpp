#include "tests/bench/figures/rounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace ledger::bench {
namespace {

constexpr int rounds = 3;

/// Sorts the rounds by one figure, and returns the least, the median and the greatest.
std::vector<Measured> sorted_by(std::vector<Measured> measured, double LoadResult::*figure) {
  std::sort(measured.begin(), measured.end(), [figure](const Measured& left, const Measured& right) {
    return left.result.*figure < right.result.*figure;
  });
  return measured;
}

/// Prints the round with the median rate, and returns its result.
LoadResult print_rounds(const std::string& name, int at, const std::vector<Measured>& measured) {
  const auto by_rate = sorted_by(measured, &LoadResult::requests_per_second);
  const auto by_p99 = sorted_by(measured, &LoadResult::latency_ms_p99);
  const auto& median = by_rate[by_rate.size() / 2];
  fmt::print("| {:<44} | {:>4} | {:>8.0f} | {:>8.0f} | {:>8.0f} | {:>7.2f} | {:>7.2f} ({:.2f} to {:.2f}) | {} |\n",
             name, at, by_rate.front().result.requests_per_second, median.result.requests_per_second,
             by_rate.back().result.requests_per_second, median.result.latency_ms_p50, median.result.latency_ms_p99,
             by_p99.front().result.latency_ms_p99, by_p99.back().result.latency_ms_p99, median.costs);
  std::fflush(stdout);
  return median.result;
}

}  // namespace

Measured metered(std::vector<MeteredProgram> programs, const std::function<LoadResult()>& load, Generator generator) {
  ProcessorMeter meter(std::move(programs), generator);
  meter.begin();
  const auto result = load();
  return {.result = result, .costs = meter.per_request(result.requests)};
}

void print_rounds_header(const std::string& title) {
  fmt::print("\n## {}\n\n| {:<44} | {:>4} | {:>8} | {:>8} | {:>8} | {:>7} | {} | {} |\n", title, "", "at",
             "per s, least", "median", "most", "p50 ms", "p99 ms (least to most)", "processor us a request");
  fmt::print("|{:-<46}|{:->6}|{:->10}|{:->10}|{:->10}|{:->9}|--:|---|\n", "", ":", ":", ":", ":", ":");
  std::fflush(stdout);
}

std::vector<LoadResult> measure_rounds(const std::vector<RoundedLoad>& loads, int at) {
  std::vector<std::vector<Measured>> measured(loads.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t index = 0; index < loads.size(); ++index) measured[index].push_back(loads[index].run());
  }
  std::vector<LoadResult> medians;
  for (std::size_t index = 0; index < loads.size(); ++index) {
    medians.push_back(print_rounds(loads[index].name, at, measured[index]));
  }
  return medians;
}

void print_ratio(const std::string& name, int at, const LoadResult& result, const LoadResult& yardstick) {
  fmt::print("| {:<44} | {:>4} | | {:>8.2f} | | | | |\n", name, at,
             result.requests_per_second / yardstick.requests_per_second);
  std::fflush(stdout);
}

}  // namespace ledger::bench
