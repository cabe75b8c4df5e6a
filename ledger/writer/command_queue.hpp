// The bounded queue between request threads and the writer's thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

#include "ledger/writer/distance.hpp"
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
  /// Where the request stood in its caller's trace.
  std::optional<TraceParent> trace = std::nullopt;
  /// The independent group that this command was submitted with; null if there is none. Commands with the same value
  /// are decided in their order.
  const void* independent_group = nullptr;
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

  /// Waits until so many commands wait, or the queue is stopped, at most `patience`. For the thread that takes.
  void gather(std::size_t commands, std::chrono::microseconds patience);

  /// Takes the next batch. Waits for `patience` at most; empty if nothing came, or once the queue is stopped and
  /// drained.
  /// - Few waiting commands are all taken, of many half; all if the database is far away.
  /// - What was put back comes first. While others wait it makes up no more than half, so that they go on.
  /// - At most one independent group is taken, since it is long. While others wait it is taken with every second batch
  ///   only, so that whoever waits while one is committed need not wait for the next one. None is taken with the rest
  ///   of one that was put back, or before it: that may have to wait once more, and the next one may be of the same
  ///   request, whose commands are carried out in order.
  std::vector<Pending> take(std::chrono::milliseconds patience);
  /// Takes the batch that is sent while the one before is appended: single commands, as many as take() would, and an
  /// independent group where take() would take one. Empty if none wait, if the oldest one is of a unit or something was
  /// put back, whose turn is next, or once the queue is stopped. Does not wait.
  std::vector<Pending> take_behind();
  /// Returns how many of those that were put back wait.
  [[nodiscard]] std::size_t put_back_count() const;
  /// Takes what was put back since there were `older` of them, if the rest of an independent group is among it; empty
  /// otherwise. For whoever goes on with what was taken together with it, or behind it.
  std::vector<Pending> take_rest_put_back_since(std::size_t older);
  /// Tells how long the batch took that was taken last. For the thread that takes.
  void note_batch(std::chrono::steady_clock::duration took) { distance_.note(took); }

  /// No push succeeds from now on; what is queued can still be taken.
  void stop();
  [[nodiscard]] bool is_stopped() const;
  /// Returns true once it is stopped and nothing waits.
  [[nodiscard]] bool is_drained() const;
  /// Returns the number of waiting commands.
  [[nodiscard]] std::size_t size() const;

 private:
  [[nodiscard]] std::size_t wanted_commands() const;
  std::vector<Pending> take_others(std::size_t wanted);
  void add_independent_group(std::vector<Pending>& taken);
  void count_off(const std::vector<Pending>& taken);
  /// Looks at the newest of those that were put back, without the `older` ones.
  [[nodiscard]] bool has_rest_of_independent_group(std::size_t older = 0) const;

  const WriterLimits limits_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Distance distance_;
  std::deque<Pending> put_back_;
  std::deque<Pending> waiting_;
  std::deque<Pending> independent_groups_;
  /// The number of commands in all three.
  std::size_t waiting_commands_ = 0;
  /// The number of them for which the thread that takes is woken.
  std::size_t awaited_commands_ = 1;
  /// The number of commands in independent groups.
  std::size_t independent_commands_ = 0;
  /// True if the latest batch had an independent group.
  bool took_independent_ = false;
  bool stopped_ = false;
};

}  // namespace ledger
