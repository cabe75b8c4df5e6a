// A journal's thread: takes what is queued, batch by batch, and answers whoever waits.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "ledger/writer/command_queue.hpp"
#include "ledger/writer/session/journal_session.hpp"
#include "ledger/writer/writer.hpp"
#include "ledger/writer/writer_batch.hpp"
#include "ledger/writer/writer_metrics.hpp"
#include "ledger/writer/writer_standing.hpp"

namespace ledger {

/// A journal's thread and what it owns.
class Writer::Loop {
 public:
  using Clock = std::chrono::steady_clock;

  /// Starts the thread. What is referred to must outlive this.
  Loop(const JournalSessionSettings& settings, WriterLimits limits, EpochBook& epochs, ClockGate& clocks,
       Obstacles& obstacles, prometheus::Registry& metrics)
      : settings_(settings),
        limits_(limits),
        epochs_(epochs),
        clocks_(clocks),
        metrics_(metrics, settings.journal),
        standing_(settings.journal, obstacles, metrics_),
        queue_(limits),
        thread_([this] { run(); }) {}

  ~Loop() {
    queue_.stop();
    thread_.join();
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Queues the commands, or answers at once that it cannot. For any thread.
  void submit(std::vector<Command> commands, UnitCompletion completion, Pending::Kind kind,
              const std::optional<TraceParent>& trace);

  [[nodiscard]] bool is_ready() const { return standing_.has_database(); }
  /// Returns how many independent commands may be queued as one group.
  [[nodiscard]] std::size_t group_commands_max() const;

 private:
  /// A batch that was sent ahead of the journal's lock, and the answer to which was not received yet.
  struct SentBatch {
    WriterBatch batch;
    Clock::time_point sent;
    /// The time from which the database had nothing else to do for this writer.
    Clock::time_point begun;
  };

  void run();

  /// Where batches wait for their turn with other writers' ones, waits a little for those who were just answered: a
  /// batch that waits takes nobody along who comes later.
  void gather();
  void note_time(std::size_t commands, Clock::duration took);

  /// Writes a batch, sends the next one while it is under way, and so on, for as long as that is worth while.
  void write_overlapping(WriterBatch batch);
  /// Sends a batch ahead of the lock and takes it over. Returns false if it has to be written by write().
  bool send(WriterBatch& batch);
  /// Sends a batch behind the one under way, if it is worth while. Returns one that was taken for it and that has to be
  /// written by write() instead, after those under way.
  std::optional<WriterBatch> send_behind();
  std::optional<WriterBatch> take_behind();
  /// Undoes the start of send().
  void take_back(WriterBatch& batch);
  /// Receives the answer to the first batch that was sent, and answers whoever waits for it; if there is none, or it
  /// was not appended, all that was sent is written again.
  void answer_first_sent();
  void write_sent_again();
  /// Forgets the session. All that was sent is in doubt.
  void lose_sent(const std::exception& error);

  /// Writes a batch under the journal's lock until every command in it has its outcome. No command waits beyond its
  /// deadline by more than the tries that were begun before it, of its own batch and of one ahead of it, and the
  /// session's own timeouts bound each.
  void write(WriterBatch batch);

  /// Writes a batch behind another one, which may have put something back since `older` of them waited. Commands of one
  /// request are carried out in their order, and this batch may have the next ones: it waits behind that then, unless
  /// it is in doubt, which nobody would know of it in the queue.
  void write_behind_rest(WriterBatch batch, std::size_t older);

  void note_doubt(WriterBatch& batch);
  /// The database did not do what it was asked to, and failed with this SQLSTATE, if it answered.
  void note_failed_try(std::string_view sqlstate = {});

  /// Halves the batch until the command at fault stands alone, or with those that it must not be parted from.
  void isolate(WriterBatch batch, const std::string& what);

  JournalSession& session();

  void forget_session(const std::string& why);

  void answer(WriterBatch& batch, WrittenBatch written, Clock::time_point start);

  void send_notices();

  /// More of their accounts' holds are due than one batch lets expire. Their deadline bounds how often they come back.
  void put_back(std::vector<Pending> undecided);

  void set_stop(std::optional<Unavailable::Reason> reason);

  /// Notes whether all writes were refused. Of a batch in doubt it is not known that nothing was recorded.
  void heed_stop(const WriterBatch& batch, std::vector<std::optional<Outcome>>& outcomes);

  void refuse(Pending& pending, std::size_t commands, Unavailable::Reason reason);

  /// Refuses all of a batch. Of one in doubt it is not known that nothing was recorded.
  void refuse_all(WriterBatch& batch, Unavailable::Reason reason);

  /// Answers the commands whose time has passed and takes them out. They may have been stored by an earlier try whose
  /// COMMIT is in doubt; a retry with the same uid finds out.
  void refuse_overdue(WriterBatch& batch);

  [[nodiscard]] Unavailable::Reason reason_of_refusal() const;

  void check_database();

  const JournalSessionSettings settings_;
  const WriterLimits limits_;
  EpochBook& epochs_;
  ClockGate& clocks_;
  WriterMetrics metrics_;
  WriterStanding standing_;
  CommandQueue queue_;
  /// Before the session, which refers to it.
  NoticeSchedule notices_;
  std::optional<JournalSession> session_;
  /// In the order in which they were sent, as the session has them under way. At most two.
  std::deque<SentBatch> sent_;
  /// The time that the latest batches took, each from where the one before it had ended: a moving average.
  std::chrono::microseconds usual_time_{0};
  /// The number of commands in the latest batch.
  std::size_t latest_commands_ = 0;
  Clock::time_point next_check_{};
  /// A try failed while stopping: nothing more is tried. The thread's own.
  bool gives_up_ = false;
  std::thread thread_;
};

}  // namespace ledger
