#include "outbox/relay/batch_source.hpp"

#include <algorithm>

#include "outbox/relay/journal_follower.hpp"

namespace ledger {
namespace {

/// No transaction has more than three legs: 0 and 1, and 2, which is reserved. A page must hold one with an event to
/// spare.
constexpr std::size_t page_events_min = 8;

}  // namespace

BatchSource::BatchSource(const DatabaseSettings& database, const Cursor& start, const BatchLimits& limits)
    : database_(database),
      start_(start),
      limits_(limits),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

BatchSource::~BatchSource() {
  thread_.request_stop();
  changed_.notify_all();
}

void BatchSource::run(const std::stop_token& stop) {
  try {
    JournalFollower follower(database_, start_, limits_.page_events_max, limits_.accounts_remembered_max, stop);
    follow(stop, follower);
  } catch (...) {
    const std::lock_guard lock(mutex_);
    failure_ = std::current_exception();
  }
  changed_.notify_all();
}

void BatchSource::follow(const std::stop_token& stop, JournalFollower& follower) {
  while (true) {
    const auto room = wait_to_look(stop, follower);
    if (stop.stop_requested()) return;
    const auto looked = std::chrono::steady_clock::now();
    auto chunk = follower.next(room);
    listening_.looked(looked, chunk.size() > 0);
    has_read_ = true;
    accounts_remembered_ = follower.accounts_remembered();
    add(std::move(chunk), looked, follower.is_behind());
  }
}

bool BatchSource::has_room() const {
  return pending_events_ == 0 ||
         (pending_events_ + page_events_min <= limits_.events_max && pending_bytes_ < limits_.json_bytes_max);
}

std::size_t BatchSource::wait_to_look(const std::stop_token& stop, JournalFollower& follower) {
  std::unique_lock lock(mutex_);
  wait_until_due(lock, stop, follower);
  if (!changed_.wait(lock, stop, [this] { return has_room(); })) return 0;
  return std::min(limits_.page_events_max, limits_.events_max - pending_events_);
}

void BatchSource::wait_until_due(std::unique_lock<std::mutex>& lock, const std::stop_token& stop,
                                 JournalFollower& follower) {
  while (!stop.stop_requested()) {
    const auto due = next_look(situation_, limits_.poll_interval);
    const auto now = std::chrono::steady_clock::now();
    if (now >= due) return;
    if (!situation_.has_waiting) {
      // Until this thread finds an event, nobody changes when it is to look.
      lock.unlock();
      const auto usual = std::chrono::ceil<std::chrono::milliseconds>(due - now);
      if (follower.await_notice(listening_.next(now, usual))) listening_.heard();
      return lock.lock();
    }
    changed_.wait_until(lock, stop, due, [&] { return next_look(situation_, limits_.poll_interval) != due; });
  }
}

void BatchSource::add(Chunk chunk, Time looked, bool is_behind) {
  {
    const std::lock_guard lock(mutex_);
    situation_.looked = looked;
    situation_.is_behind = is_behind;
    if (chunk.size() > 0) {
      situation_.found = looked;
      situation_.has_waiting = true;
      pending_events_ += chunk.size();
      pending_bytes_ += chunk.json_bytes();
      pending_.chunks.push_back(std::move(chunk));
    }
    if (!situation_.has_waiting) return;
  }
  changed_.notify_all();
}

bool BatchSource::has_waiting() {
  const std::lock_guard lock(mutex_);
  return situation_.has_waiting;
}

bool BatchSource::is_ready() const {
  if (!situation_.has_waiting) return false;
  return !has_room() || situation_.is_behind || situation_.looked >= *situation_.wanted_from;
}

std::optional<Batch> BatchSource::take(std::chrono::milliseconds timeout, Time from) {
  Batch taken;
  {
    std::unique_lock lock(mutex_);
    if (situation_.wanted_from != from) {
      situation_.wanted_from = from;
      changed_.notify_all();
    }
    changed_.wait_for(lock, timeout, [this] { return is_ready() || failure_; });
    if (!situation_.has_waiting && failure_) std::rethrow_exception(failure_);
    if (!is_ready() && !failure_) return std::nullopt;
    std::swap(taken, pending_);
    pending_events_ = 0;
    pending_bytes_ = 0;
    situation_.has_waiting = false;
    situation_.wanted_from.reset();
  }
  changed_.notify_all();
  announce_last_events(taken);
  return taken;
}

}  // namespace ledger
