#include "ledger/writer/command_queue.hpp"

#include <algorithm>
#include <iterator>

namespace ledger {

CommandQueue::Pushed CommandQueue::push(Pending& pending) {
  bool wakes = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return Pushed::stopped;
    // One that is larger than the whole queue is let in when nothing else waits.
    const auto commands = waiting_commands_ + pending.commands.size();
    if (commands > limits_.queue_commands_max && waiting_commands_ > 0) return Pushed::full;
    wakes = waiting_commands_ < awaited_commands_ && commands >= awaited_commands_;
    waiting_commands_ = commands;
    const bool is_independent = pending.kind == Pending::Kind::independent;
    if (is_independent) independent_commands_ += pending.commands.size();
    (is_independent ? independent_groups_ : waiting_).push_back(std::move(pending));
  }
  if (wakes) changed_.notify_one();
  return Pushed::queued;
}

void CommandQueue::put_back(std::vector<Pending> undecided) {
  const std::lock_guard lock(mutex_);
  for (const auto& pending : undecided) waiting_commands_ += pending.commands.size();
  put_back_.insert(put_back_.begin(), std::make_move_iterator(undecided.begin()),
                   std::make_move_iterator(undecided.end()));
}

void CommandQueue::gather(std::size_t commands, std::chrono::microseconds patience) {
  std::unique_lock lock(mutex_);
  awaited_commands_ = commands;
  changed_.wait_for(lock, patience, [&] { return waiting_commands_ >= commands || stopped_; });
  awaited_commands_ = 1;
}

std::vector<Pending> CommandQueue::take(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience, [this] { return waiting_commands_ > 0 || stopped_; });
  const bool has_rest = has_rest_of_independent_group();
  auto taken = take_others(wanted_commands());
  if (has_rest) {
    took_independent_ = false;
  } else {
    add_independent_group(taken);
  }
  count_off(taken);
  return taken;
}

std::vector<Pending> CommandQueue::take_behind() {
  const std::lock_guard lock(mutex_);
  std::vector<Pending> taken;
  if (stopped_ || !put_back_.empty()) return taken;
  const auto wanted = wanted_commands();
  while (!waiting_.empty() && taken.size() < wanted && waiting_.front().commands.size() == 1) {
    taken.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  const bool is_turn_of_unit = taken.empty() && !waiting_.empty();
  if (!is_turn_of_unit) add_independent_group(taken);
  count_off(taken);
  return taken;
}

std::size_t CommandQueue::put_back_count() const {
  const std::lock_guard lock(mutex_);
  return put_back_.size();
}

std::vector<Pending> CommandQueue::take_rest_put_back_since(std::size_t older) {
  const std::lock_guard lock(mutex_);
  std::vector<Pending> taken;
  if (!has_rest_of_independent_group(older)) return taken;
  const auto end = put_back_.end() - static_cast<std::ptrdiff_t>(older);
  std::move(put_back_.begin(), end, std::back_inserter(taken));
  put_back_.erase(put_back_.begin(), end);
  count_off(taken);
  return taken;
}

/// Adds one to what was taken, if it is its turn.
void CommandQueue::add_independent_group(std::vector<Pending>& taken) {
  // Where there is nothing to take, there is no batch.
  if (taken.empty() && independent_groups_.empty()) return;
  took_independent_ = !independent_groups_.empty() && (taken.empty() || !took_independent_);
  if (!took_independent_) return;
  independent_commands_ -= independent_groups_.front().commands.size();
  taken.push_back(std::move(independent_groups_.front()));
  independent_groups_.pop_front();
}

void CommandQueue::count_off(const std::vector<Pending>& taken) {
  for (const auto& pending : taken) waiting_commands_ -= pending.commands.size();
}

std::size_t CommandQueue::wanted_commands() const {
  // Half of a long queue: while it commits, the other half's clients and the answered ones keep both sides busy. All
  // of it at once would move as one convoy, with the processor idle in between. It is idle anyway while a batch is on a
  // long way, and what is left behind would have to wait for a second way there and back.
  const auto others = waiting_commands_ - independent_commands_;
  const auto share = distance_.is_far() ? others : others / 2;
  return std::min(limits_.batch_commands_max, std::max(share, limits_.batch_commands_min));
}

bool CommandQueue::has_rest_of_independent_group(std::size_t older) const {
  if (put_back_.size() <= older) return false;
  return std::any_of(put_back_.begin(), put_back_.end() - static_cast<std::ptrdiff_t>(older),
                     [](const Pending& pending) { return pending.independent_group != nullptr; });
}

/// Never splits commands that came together: they may be more than wanted, but only as the first of their kind.
std::vector<Pending> CommandQueue::take_others(std::size_t wanted) {
  std::vector<Pending> taken;
  std::size_t commands = 0;
  const auto take_from = [&](std::deque<Pending>& queue, std::size_t up_to) {
    for (bool is_first = true; !queue.empty(); is_first = false) {
      if (!is_first && commands + queue.front().commands.size() > up_to) return;
      commands += queue.front().commands.size();
      taken.push_back(std::move(queue.front()));
      queue.pop_front();
    }
  };
  take_from(put_back_, waiting_.empty() ? wanted : wanted / 2);
  take_from(waiting_, wanted);
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

bool CommandQueue::is_drained() const {
  const std::lock_guard lock(mutex_);
  return stopped_ && waiting_commands_ == 0;
}

std::size_t CommandQueue::size() const {
  const std::lock_guard lock(mutex_);
  return waiting_commands_;
}

}  // namespace ledger
