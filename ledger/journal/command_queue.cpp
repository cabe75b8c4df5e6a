#include "ledger/journal/command_queue.hpp"

#include <algorithm>

namespace ledger {

CommandQueue::Pushed CommandQueue::push(Pending& pending) {
  bool was_empty = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return Pushed::stopped;
    // One that is larger than the whole queue is let in when nothing else waits.
    const auto commands = waiting_commands_ + pending.commands.size();
    if (commands > limits_.queue_commands_max && !waiting_.empty()) return Pushed::full;
    was_empty = waiting_.empty();
    waiting_commands_ = commands;
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
  const auto wanted = std::min(limits_.batch_commands_max, std::max(waiting_commands_ / 2, limits_.batch_commands_min));
  std::vector<Pending> taken;
  std::size_t commands = 0;
  // What came together is never split: it may be more than wanted, but only as the first.
  while (!waiting_.empty() && (taken.empty() || commands + waiting_.front().commands.size() <= wanted)) {
    commands += waiting_.front().commands.size();
    taken.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  waiting_commands_ -= commands;
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
  return waiting_commands_;
}

}  // namespace ledger
