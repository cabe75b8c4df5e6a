#include "ledger/process/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace ledger {
namespace {

constexpr int bar_width = 40;
constexpr std::chrono::milliseconds terminal_interval{100};
constexpr std::chrono::milliseconds line_interval{5'000};

}  // namespace

Progress::Progress(std::string what) : what_(std::move(what)), on_terminal_(isatty(STDERR_FILENO) == 1) {}

std::string Progress::picture(std::int64_t done, std::int64_t total) const {
  const auto seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  const auto share = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 1.0;
  const auto filled = std::clamp(static_cast<int>(share * bar_width), 0, bar_width);
  return fmt::format("{} [{}{}] {:3.0f} %  {} of {} events, {:.0f}/s", what_,
                     std::string(static_cast<std::size_t>(filled), '#'),
                     std::string(static_cast<std::size_t>(bar_width - filled), '.'), share * 100, done, total,
                     seconds > 0 ? static_cast<double>(done) / seconds : 0.0);
}

void Progress::update(std::int64_t done, std::int64_t total) {
  const auto now = Clock::now();
  const bool is_last = done >= total;
  if (!is_last && now - shown_ < (on_terminal_ ? terminal_interval : line_interval)) return;
  shown_ = now;
  const auto text = picture(done, total);
  fmt::print(stderr, "{}{}{}", on_terminal_ ? "\r" : "", text, on_terminal_ ? "\033[K" : "\n");
  std::fflush(stderr);
}

void Progress::finish() {
  if (on_terminal_ && shown_ != Clock::time_point{}) fmt::print(stderr, "\n");
}

}  // namespace ledger
