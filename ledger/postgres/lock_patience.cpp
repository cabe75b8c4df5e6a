#include "ledger/postgres/lock_patience.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <thread>

#include "ledger/postgres/postgres.hpp"

namespace ledger {
namespace {

LockPatience with_listener(LockPatience patience) {
  if (!patience.tell) patience.tell = [](const std::string& sentence) { spdlog::info("{}", sentence); };
  return patience;
}

}  // namespace

bool is_lock_contention(std::string_view sqlstate) { return sqlstate == "55P03" || sqlstate == deadlock_detected; }

PatientAttempts::PatientAttempts(const DatabaseSettings& settings, std::int64_t pid, const LockPatience& patience)
    : patience_(with_listener(patience)),
      watch_(settings, pid, patience_.tell, {.look = patience_.attempt / 3, .tell = patience_.tell_interval}) {}

void PatientAttempts::make(const std::string& what, const std::function<bool()>& attempt,
                           const std::function<void()>& meanwhile) {
  using Clock = std::chrono::steady_clock;
  auto next_tell = Clock::now();
  for (;;) {
    watch_.begin();
    const bool done = attempt();
    const auto blockers = watch_.end();
    if (done) return;
    if (Clock::now() >= next_tell) {
      patience_.tell(fmt::format("{} waits for {}; trying again and again", what,
                                 blockers.empty() ? "a lock that others hold" : blockers));
      next_tell = Clock::now() + patience_.tell_interval;
    }
    std::this_thread::sleep_for(patience_.pause);
    meanwhile();
  }
}

}  // namespace ledger
