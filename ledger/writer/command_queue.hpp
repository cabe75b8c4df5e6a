// The bounded queue between request threads and the writer's thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

#include "ledger/writer/writer.hpp"

namespace ledger {

/// A command that waits for its outcome, or several that take part in one batch.
struct Pending {
  /// The relation of several commands to each other.
  enum class Kind {
    atomic_unit,  ///< all are recorded or none
    independent,  ///< each stands for itself; together they only go faster
  };

  std::vector<Command> commands;
  Writer::UnitCompletion completion;
  std::chrono::steady_clock::time_point submitted;
  /// Nothing is decided for it after this.
  std::chrono::steady_clock::time_point deadline;
  Kind kind = Kind::atomic_unit;
  /// Commands of one run that were set apart have the same here, and are decided in their order; null: of none.
  const void* run = nullptr;
};

/// Any number of threads push, one takes.
class CommandQueue {
 public:
  explicit CommandQueue(const WriterLimits& limits) : limits_(limits) {}

  enum class Pushed { queued, full, stopped };
  /// Queues the commands, or leaves `pending` as it is.
  Pushed push(Pending& pending);

  /// Puts what could not be decided yet before all that waits, in its order. Also after stop().
  void put_back(std::vector<Pending> undecided);

  /// Takes the next batch: all that waits if it is little, else half of it. What was put back comes first,
  /// and makes up no more than half where others wait, so that they go on. A run is long, so one is taken at most, and
  /// while others wait only with every second batch: whoever comes during a run's batch is not kept waiting by the next
  /// run. Waits for `patience` at most; empty if nothing came, or once the queue is stopped and drained.
  std::vector<Pending> take(std::chrono::milliseconds patience);

  /// No push succeeds from now on; what is queued can still be taken.
  void stop();
  [[nodiscard]] bool is_stopped() const;
  /// Returns the number of waiting commands.
  [[nodiscard]] std::size_t size() const;

 private:
  const WriterLimits limits_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Pending> take_others(std::size_t wanted);

  std::deque<Pending> put_back_;
  std::deque<Pending> waiting_;
  std::deque<Pending> runs_;
  /// The number of commands in all three.
  std::size_t waiting_commands_ = 0;
  std::size_t run_commands_ = 0;
  bool took_run_ = false;
  bool stopped_ = false;
};

}  // namespace ledger
