// The one way into the journal: a bounded queue, and a thread that commits what is queued, a batch a transaction.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "ledger/domain/commands/command.hpp"
#include "ledger/domain/values/trace_parent.hpp"
#include "ledger/journal/epoch_book.hpp"
#include "ledger/postgres/database_settings.hpp"
#include "ledger/process/obstacles.hpp"
#include "ledger/writer/batch/outcome.hpp"
#include "ledger/writer/session/clock_gate.hpp"
#include "ledger/writer/session/kafka_guard.hpp"
#include "ledger/writer/session/optimism.hpp"

namespace prometheus {
class Registry;
}

namespace ledger {

/// Bounds of a writer; all greater than zero.
struct WriterLimits {
  /// Commands that may wait; beyond it, submit answers Unavailable at once.
  std::size_t queue_commands_max = 20'000;
  /// Commands in one database transaction.
  std::size_t batch_commands_max = 512;
  /// Up to this many waiting commands are taken at once; of a longer queue half, so that the other half is answered
  /// and refilled while this one commits.
  std::size_t batch_commands_min = 32;
  /// Accounts whose state is kept in memory.
  std::size_t cached_accounts_max = 200'000;
  /// Open holds that are kept in memory, those that were placed or asked for last.
  std::size_t cached_holds_max = 50'000;
  /// The longest that a command may take from submit to its outcome.
  std::chrono::milliseconds deadline{10'000};
  /// Nothing may take effect before this; Moment::min() where the books are not closed.
  Moment books_closed_until = Moment::min();
  /// Decides whether to append to a database that was restored.
  KafkaGuard kafka_guard = KafkaGuard::on;
  /// Decides whether batches may be decided ahead of the lock.
  OptimisticAppend optimistic_append = OptimisticAppend::on;
  /// The limits within which times are recorded.
  ClockLimits clocks = {};
};

/// Writes all journals of a ledger, each by a queue and a thread of its own. Any number of writers, also in other
/// processes, may write the same journals.
class Writer {
 public:
  /// Called exactly once, by the writer's thread (or within submit). It must not throw or block.
  using Completion = std::function<void(Outcome)>;
  /// Called like a Completion, with an outcome for each command, in order.
  using UnitCompletion = std::function<void(std::vector<Outcome>)>;

  /// Starts the threads; the database may be away, but must have `journal_count` journals. The limits are each
  /// journal's. Metrics are registered in `metrics`, which must outlive the writer. What keeps it from writing is noted
  /// in `obstacles`.
  Writer(const DatabaseSettings& settings, std::int64_t journal_count, WriterLimits limits,
         prometheus::Registry& metrics, std::shared_ptr<Obstacles> obstacles = std::make_shared<Obstacles>());
  /// Commits what is queued, as far as the deadline allows and until a try fails, and stops the threads.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Queues a command. `trace` is where its request stood in its caller's trace: it goes with what is recorded for it
  /// to the relay, as in the two below. For any thread.
  void submit(Command command, Completion completion, const std::optional<TraceParent>& trace = std::nullopt);
  /// Queues commands (at least one) of which all are recorded or none. They take part in one database transaction,
  /// which may exceed `batch_commands_max`. For any thread.
  void submit_atomic(std::vector<Command> commands, UnitCompletion completion,
                     const std::optional<TraceParent>& trace = std::nullopt);
  /// Queues commands (at least one) each of which stands for itself; up to `batch_commands_max` of a journal go into
  /// one database transaction. The completion is called when all are done, by the thread that finished the last. For
  /// any thread.
  void submit_each(std::vector<Command> commands, UnitCompletion completion,
                   const std::optional<TraceParent>& trace = std::nullopt);

  /// Returns true if the last contact of each journal's thread with the database succeeded.
  [[nodiscard]] bool is_ready() const;

  /// Returns the gate that judges the clocks, on which it depends whether anything is recorded.
  [[nodiscard]] ClockGate& clocks() { return clocks_; }
  /// Returns the setting for databases that were restored.
  [[nodiscard]] KafkaGuard kafka_guard() const { return kafka_guard_; }

  /// The epochs of the journals: an outcome's positions are of these. For any thread.
  [[nodiscard]] EpochBook& epochs() { return *epochs_; }
  /// Returns the same epochs to callers that may outlive the writer.
  [[nodiscard]] std::shared_ptr<EpochBook> share_epochs() const { return epochs_; }

 private:
  class Loop;
  Loop& loop_for(const Command& command);

  const std::shared_ptr<Obstacles> obstacles_;
  const std::shared_ptr<EpochBook> epochs_ = std::make_shared<EpochBook>();
  ClockGate clocks_;
  const KafkaGuard kafka_guard_;

  /// By journal.
  std::vector<std::unique_ptr<Loop>> loops_;
};

}  // namespace ledger
