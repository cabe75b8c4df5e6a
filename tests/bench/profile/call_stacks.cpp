#include "tests/bench/profile/call_stacks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <stdexcept>

#include "tests/bench/figures/processor_time.hpp"
#include "tests/bench/loads/load.hpp"

namespace ledger::bench {
namespace {

/// Leaves out what stands between the brackets, nested ones included.
std::string without_brackets(const std::string& text, char open, char close) {
  std::string kept;
  int depth = 0;
  for (const char character : text) {
    if (character == open) ++depth;
    if (depth == 0) kept += character;
    if (character == close && depth > 0) --depth;
  }
  return kept;
}

void remove_all(std::string& text, const std::string& word) {
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at)) text.erase(at, word.size());
}

/// "void ledger::(anonymous namespace)::put<int>(std::vector<int>)" becomes "ledger::put".
std::string short_name(std::string symbol) {
  remove_all(symbol, "(anonymous namespace)::");
  remove_all(symbol, "[abi:cxx11]");
  remove_all(symbol, "::operator()");
  // Another operator's name may have brackets that are no brackets, or a space.
  const auto operator_at = symbol.find("operator");
  if (operator_at != std::string::npos) return symbol.substr(operator_at, symbol.find('(', operator_at) - operator_at);
  symbol = without_brackets(without_brackets(symbol, '<', '>'), '(', ')');
  remove_all(symbol, " const");
  symbol = symbol.substr(0, symbol.find(" ["));
  while (!symbol.empty() && symbol.back() == ' ') symbol.pop_back();
  const auto result_end = symbol.rfind(' ');
  return result_end == std::string::npos ? symbol : symbol.substr(result_end + 1);
}

std::string object_name(const std::string& path) {
  if (path.find("[kernel") == 0) return "kernel";
  return path.substr(path.rfind('/') + 1);
}

/// A line like "  55d0 ledger::Writer::submit(ledger::Command) (/usr/bin/ledger-api)".
Frame read_frame(const std::string& line) {
  const auto object_at = line.rfind(" (");
  const auto address_at = line.find_first_not_of(" \t");
  const auto symbol_at = line.find(' ', address_at);
  if (object_at == std::string::npos || symbol_at >= object_at) return {.function = "[unknown]", .object = "[unknown]"};
  const auto object = object_name(line.substr(object_at + 2, line.size() - object_at - 3));
  const auto symbol = line.substr(symbol_at + 1, object_at - symbol_at - 1);
  const auto name = symbol == "[unknown]" ? "" : short_name(symbol);
  if (!name.empty()) return {.function = name, .object = object};
  return {.function = object.front() == '[' ? object : '[' + object + ']', .object = object};
}

/// Reads what `perf script -F pid,ip,sym,dso` prints.
std::vector<CallStack> read_call_stacks(std::istream& lines) {
  std::vector<CallStack> stacks;
  bool is_first_line = true;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) {
      is_first_line = true;
    } else if (is_first_line) {
      stacks.push_back({.process = std::stoi(line), .frames = {}});
      is_first_line = false;
    } else {
      auto frame = read_frame(line);
      auto& frames = stacks.back().frames;
      // Functions without names would stand above each other without telling anything.
      const bool is_repeated =
          !frames.empty() && frame.function.front() == '[' && frames.back().function == frame.function;
      if (!is_repeated) frames.push_back(std::move(frame));
    }
  }
  for (auto& stack : stacks) std::reverse(stack.frames.begin(), stack.frames.end());
  return stacks;
}

/// Throws std::runtime_error if it has ended, since its time is gone then.
double used_us(pid_t process) {
  const auto us = processor_time_us({process});
  if (kill(process, 0) != 0)
    throw std::runtime_error(fmt::format("process {} has ended while it was watched", process));
  return static_cast<double>(us);
}

}  // namespace

Recording record(const std::vector<pid_t>& processes, int seconds) {
  using Clock = std::chrono::steady_clock;
  Recording recording{.file = std::make_unique<test::TemporaryFile>(""), .processor_us = {}};
  for (const auto process : processes) recording.processor_us[process] = used_us(process);
  const auto begun = Clock::now();
  static_cast<void>(output_of(
      fmt::format("perf record --quiet --no-buildid --event cpu-clock --freq 1000 --call-graph dwarf,16384 --pid {} "
                  "--output {} -- sleep {}",
                  fmt::join(processes, ","), recording.file->path(), seconds)));
  recording.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
  for (auto& [process, us] : recording.processor_us) us = used_us(process) - us;
  return recording;
}

std::vector<CallStack> call_stacks_of(const Recording& recording) {
  const test::TemporaryFile stacks("");
  // Warnings on the standard error stay out of the file: they are no call stacks.
  static_cast<void>(output_of(fmt::format("(perf script --input {} --no-inline -F pid,ip,sym,dso >{})",
                                          recording.file->path(), stacks.path())));
  std::ifstream text(stacks.path());
  return read_call_stacks(text);
}

}  // namespace ledger::bench
