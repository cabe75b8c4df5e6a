#include "ledger/journal/command_queue.hpp"

#include <algorithm>
#include <iterator>

namespace ledger {

CommandQueue::Pushed CommandQueue::push(Pending& pending) {
  bool was_empty = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return Pushed::stopped;
    if (waiting_.size() >= limits_.queue_commands_max) return Pushed::full;
    was_empty = waiting_.empty();
    waiting_.push_back(std::move(pending));
  }
  // The writer sleeps only on an empty queue, so only the first command wakes it.
  if (was_empty) changed_.notify_one();
  return Pushed::queued;
}

std::vector<Pending> CommandQueue::take(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience, [this] { return !waiting_.empty() || stopped_; });
  // Half of a long queue: while it commits, the other half's clients and the answered ones keep both sides busy. All
  // of it at once would move as one convoy, with the processor idle in between.
  const auto count = std::min(
      {waiting_.size(), limits_.batch_commands_max, std::max(waiting_.size() / 2, limits_.batch_commands_min)});
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<Pending> taken(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  return taken;
}

void CommandQueue::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
}

bool CommandQueue::is_stopped() const {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

std::size_t CommandQueue::size() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

}  // namespace ledger
