#include "outbox/relay/batch_source.hpp"

#include <algorithm>

#include "ledger/process/interruptible_sleep.hpp"
#include "outbox/relay/journal_follower.hpp"

namespace ledger {
namespace {

/// No transaction has more than three legs: 0 and 1, and 2, which is reserved. A page must hold one with an event to
/// spare.
constexpr std::size_t page_events_min = 8;
constexpr std::chrono::seconds look_ahead_interval{1};

}  // namespace

BatchSource::BatchSource(const DatabaseSettings& database, const Cursor& start, const BatchLimits& limits)
    : database_(database),
      start_(start),
      limits_(limits),
      journal_end_(start.at.position.value),
      thread_([this](std::stop_token stop) { run(std::move(stop)); }) {}

BatchSource::~BatchSource() {
  thread_.request_stop();
  changed_.notify_all();
}

void BatchSource::run(std::stop_token stop) {
  try {
    JournalFollower follower(database_, start_, limits_.page_events_max, limits_.accounts_remembered_max, stop);
    follow(std::move(stop), follower);
  } catch (...) {
    const std::lock_guard lock(mutex_);
    failure_ = std::current_exception();
  }
  changed_.notify_all();
}

void BatchSource::follow(std::stop_token stop, JournalFollower& follower) {
  auto looked_ahead = std::chrono::steady_clock::now() - look_ahead_interval;
  while (true) {
    const auto room = wait_for_room(stop);
    if (stop.stop_requested()) return;
    const auto now = std::chrono::steady_clock::now();
    if (now - looked_ahead >= look_ahead_interval) {
      looked_ahead = now;
      follower.look_ahead();
    }
    auto chunk = follower.next(room);
    journal_end_ = follower.journal_end().value;
    has_read_ = true;
    if (chunk.size() == 0) {
      sleep_unless_stopped(stop, limits_.poll_interval);
    } else {
      add(std::move(chunk));
    }
  }
}

std::size_t BatchSource::wait_for_room(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const bool room = changed_.wait(lock, stop, [this] {
    return pending_events_ == 0 ||
           (pending_events_ + page_events_min <= limits_.events_max && pending_bytes_ < limits_.json_bytes_max);
  });
  if (!room) return 0;
  return std::min(limits_.page_events_max, limits_.events_max - pending_events_);
}

void BatchSource::add(Chunk chunk) {
  {
    const std::lock_guard lock(mutex_);
    pending_events_ += chunk.size();
    pending_bytes_ += chunk.json_bytes();
    pending_.chunks.push_back(std::move(chunk));
  }
  changed_.notify_all();
}

std::optional<Batch> BatchSource::take(std::chrono::milliseconds timeout) {
  Batch taken;
  {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, timeout, [this] { return pending_events_ > 0 || failure_; });
    if (pending_events_ == 0 && failure_) std::rethrow_exception(failure_);
    if (pending_events_ == 0) return std::nullopt;
    std::swap(taken, pending_);
    pending_events_ = 0;
    pending_bytes_ = 0;
  }
  changed_.notify_all();
  announce_last_events(taken);
  return taken;
}

}  // namespace ledger
