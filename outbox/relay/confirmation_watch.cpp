#include "outbox/relay/confirmation_watch.hpp"

#include <spdlog/spdlog.h>

namespace ledger {
namespace {

constexpr std::chrono::seconds look_interval{1};

}  // namespace

bool ConfirmationWatch::holds(const std::stop_token& stop) {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_look_) return true;
  next_look_ = now + look_interval;
  try {
    if (!guard_) guard_ = std::make_unique<JournalGuard>(database_, stop);
    return guard_->is_confirmed(journal_);
  } catch (const std::exception& error) {
    spdlog::warn("whether the database is still the confirmed one cannot be told: {}", error.what());
    guard_.reset();
    return true;
  }
}

}  // namespace ledger
