#include "ledger/writer/writer.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <thread>
#include <unordered_map>

#include "ledger/domain/values/invariant.hpp"
#include "ledger/writer/failure.hpp"
#include "ledger/writer/session/journal_session.hpp"
#include "ledger/writer/writer_batch.hpp"
#include "ledger/writer/writer_metrics.hpp"
#include "ledger/writer/writer_standing.hpp"

namespace ledger {
namespace {

using Clock = std::chrono::steady_clock;

/// The interval at which the writer asks whether the database is there and takes writes, also when it is idle.
constexpr std::chrono::milliseconds check_interval{1'000};
constexpr std::chrono::milliseconds backoff_min{5};
constexpr std::chrono::milliseconds backoff_max{500};
/// Another writer was quicker, once or twice. What clashes again and again, seen under the lock, is a row that should
/// not be there, and must not hold all others up.
constexpr int clashes_max = 3;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

}  // namespace

/// A journal's thread and what it owns.
class Writer::Loop {
 public:
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

  void submit(std::vector<Command> commands, UnitCompletion completion,
              Pending::Kind kind = Pending::Kind::atomic_unit) {
    const auto now = Clock::now();
    Pending pending{.commands = std::move(commands),
                    .completion = std::move(completion),
                    .submitted = now,
                    .deadline = now + limits_.deadline,
                    .kind = kind};
    switch (queue_.push(pending)) {
      case CommandQueue::Pushed::queued:
        return;
      case CommandQueue::Pushed::full:
        return refuse(pending, pending.commands.size(), Unavailable::Reason::queue_full);
      case CommandQueue::Pushed::stopped:
        return refuse(pending, pending.commands.size(), Unavailable::Reason::stopping);
    }
  }

  [[nodiscard]] bool is_ready() const { return standing_.has_database(); }
  [[nodiscard]] std::size_t run_commands_max() const {
    // A run is refused as a whole, so it must not need all of a queue.
    return std::min(limits_.batch_commands_max, std::max<std::size_t>(1, limits_.queue_commands_max / 4));
  }

 private:
  void run() {
    check_database();
    for (;;) {
      auto taken = queue_.take(check_interval);
      metrics_.queued.Set(static_cast<double>(queue_.size()));
      if (taken.empty() && queue_.is_stopped()) return;
      if (!taken.empty()) write(as_batch(std::move(taken)));
      if (Clock::now() >= next_check_ && !queue_.is_stopped()) check_database();
    }
  }

  /// Writes a batch until every command in it has its outcome. No command waits beyond its deadline by more than one
  /// try, which the session's own timeouts bound.
  void write(WriterBatch batch) {
    auto backoff = backoff_min;
    int clashes = 0;
    while (!batch.empty()) {
      refuse_overdue(batch);
      if (batch.empty()) return;
      const auto start = Clock::now();
      WrittenBatch written;
      try {
        written = session().write(batch.commands, batch.groups());
        if (const auto& newer = session().newer_event()) standing_.met_newer_event(*newer);
      } catch (const StatementFailed& error) {
        forget_session(error.what());
        const bool clashes_again = error.sqlstate() == unique_violation && ++clashes > clashes_max;
        if (clashes_again || is_fault_of_command(error.sqlstate())) return isolate(std::move(batch), error.what());
        standing_.database_lost();
        // Waiting would not help, and nothing of this try was stored.
        if (wants_migration(error.sqlstate())) return refuse_all(batch, Unavailable::Reason::migration_wanted);
      } catch (const ConnectionLost& error) {
        note_doubt(batch);
        forget_session(error.what());
        standing_.database_lost();
      } catch (const InvariantViolation& error) {
        // A broken rule: a defect, or a journal that someone has tampered with.
        forget_session(error.what());
        return isolate(std::move(batch), error.what());
      } catch (const std::exception& error) {
        // No memory, say; maybe after the COMMIT.
        note_doubt(batch);
        forget_session(error.what());
        return isolate(std::move(batch), error.what());
      }
      if (!written.outcomes.empty()) return answer(batch, std::move(written), start);
      // Nobody is kept waiting for a database that is away when the program ends.
      if (queue_.is_stopped()) gives_up_ = true;
      // Nothing is resent: on a fresh connection the batch is decided again from the lock on. Once the lock is granted
      // an earlier try is over, and what it stored comes back as a replay.
      metrics_.decided_again.Increment();
      std::this_thread::sleep_for(backoff);
      backoff = std::min(backoff * 2, backoff_max);
    }
  }

  void note_doubt(WriterBatch& batch) {
    batch.in_doubt = true;
    if (session_) batch.events_in_doubt.merge(session_->take_in_doubt());
  }

  /// Halves the batch until the command at fault stands alone, or with those that it must not be parted from.
  void isolate(WriterBatch batch, const std::string& what) {
    if (batch.waiting.size() == 1) {
      spdlog::error("a command of transaction {} failed: {}", to_string(uid_of(batch.commands.front())), what);
      auto& [commands, pending] = batch.waiting.front();
      // A failure says that nothing was stored, which is not known here.
      if (batch.in_doubt) return refuse(pending, commands, Unavailable::Reason::deadline_passed);
      metrics_.failed.Increment(static_cast<double>(commands));
      pending.completion(std::vector<Outcome>(commands, Failed{what}));
      return;
    }
    WriterBatch first = batch.take_first_half();
    write(std::move(first));
    write(std::move(batch));
  }

  JournalSession& session() {
    if (!session_) session_.emplace(settings_, epochs_, clocks_);
    return *session_;
  }

  void forget_session(const std::string& why) {
    standing_.tell("the writer's connection is given up: " + why);
    session_.reset();
  }

  void answer(WriterBatch& batch, WrittenBatch written, Clock::time_point start) {
    standing_.database_reached();
    auto& outcomes = written.outcomes;
    metrics_.batch_commands.Observe(static_cast<double>(outcomes.size()));
    metrics_.batch_seconds.Observe(seconds_since(start));
    if (written.is_optimistic) metrics_.optimistic.Increment();
    metrics_.holds_expired.Increment(static_cast<double>(written.expired_for_others));
    batch.own_replays(outcomes);
    put_back(batch.take_undecided(outcomes));
    heed_stop(batch, outcomes);
    auto next = outcomes.begin();
    for (auto& [commands, pending] : batch.waiting) {
      std::vector<Outcome> own;
      for (const auto end = next + static_cast<std::ptrdiff_t>(commands); next != end; ++next) {
        metrics_.count(**next);
        own.push_back(std::move(**next));
      }
      pending.completion(std::move(own));
    }
  }

  /// More of their accounts' holds are due than one batch lets expire. Their deadline bounds how often they come back.
  void put_back(std::vector<Pending> undecided) {
    if (undecided.empty()) return;
    for (const auto& pending : undecided) metrics_.put_back.Increment(static_cast<double>(pending.commands.size()));
    queue_.put_back(std::move(undecided));
  }

  void set_stop(std::optional<Unavailable::Reason> reason) {
    standing_.set_stop(reason);
    // The session may have begun before its server was promoted: the next one asks again which timeline it is.
    if (reason == Unavailable::Reason::journal_unconfirmed) session_.reset();
  }

  /// Notes whether all writes were refused. Of a batch in doubt it is not known that nothing was recorded.
  void heed_stop(const WriterBatch& batch, std::vector<std::optional<Outcome>>& outcomes) {
    const auto* refused = outcomes.empty() ? nullptr : std::get_if<Unavailable>(&*outcomes.front());
    const bool stopped = refused != nullptr && stops_all_writes(refused->reason);
    set_stop(stopped ? std::optional(refused->reason) : std::nullopt);
    if (!stopped || !batch.in_doubt) return;
    for (auto& outcome : outcomes) outcome = Unavailable{Unavailable::Reason::deadline_passed};
  }

  void refuse(Pending& pending, std::size_t commands, Unavailable::Reason reason) {
    metrics_.unavailable.Increment(static_cast<double>(commands));
    pending.completion(std::vector<Outcome>(commands, Unavailable{reason}));
  }

  /// Refuses all of a batch. Of one in doubt it is not known that nothing was recorded.
  void refuse_all(WriterBatch& batch, Unavailable::Reason reason) {
    if (batch.in_doubt) reason = Unavailable::Reason::deadline_passed;
    for (auto& [commands, pending] : batch.waiting) refuse(pending, commands, reason);
  }

  /// Answers the commands whose time has passed and takes them out. They may have been stored by an earlier try whose
  /// COMMIT is in doubt; a retry with the same uid finds out.
  void refuse_overdue(WriterBatch& batch) {
    const auto now = Clock::now();
    const auto is_over = [&](const WriterBatch::Waiting& each) { return gives_up_ || each.pending.deadline <= now; };
    if (std::none_of(batch.waiting.begin(), batch.waiting.end(), is_over)) return;
    WriterBatch overdue = batch.take_out(is_over);
    for (auto& [commands, pending] : overdue.waiting) refuse(pending, commands, reason_of_refusal());
  }

  [[nodiscard]] Unavailable::Reason reason_of_refusal() const {
    if (gives_up_) return Unavailable::Reason::stopping;
    return is_ready() ? Unavailable::Reason::deadline_passed : Unavailable::Reason::database_away;
  }

  void check_database() {
    next_check_ = Clock::now() + check_interval;
    try {
      const auto standing = session().check();
      standing_.database_reached();
      standing_.set_identities_lost(standing.identities_lost);
      set_stop(standing.stopped);
    } catch (const std::exception& error) {
      forget_session(error.what());
      standing_.database_lost();
    }
  }

  const JournalSessionSettings settings_;
  const WriterLimits limits_;
  EpochBook& epochs_;
  ClockGate& clocks_;
  WriterMetrics metrics_;
  WriterStanding standing_;
  CommandQueue queue_;
  std::optional<JournalSession> session_;
  Clock::time_point next_check_{};
  /// A try failed while stopping: nothing more is tried. The thread's own.
  bool gives_up_ = false;
  std::thread thread_;
};

Writer::Writer(const DatabaseSettings& settings, std::int64_t journal_count, WriterLimits limits,
               prometheus::Registry& metrics, std::shared_ptr<Obstacles> obstacles)
    : obstacles_(std::move(obstacles)), clocks_(limits.clocks, *obstacles_, metrics), kafka_guard_(limits.kafka_guard) {
  ensure(journal_count > 0, "a ledger has a journal");
  for (std::int64_t number = 0; number < journal_count; ++number) {
    const JournalSessionSettings session{.database = settings,
                                         .journal = JournalId(static_cast<std::int16_t>(number)),
                                         .journal_count = journal_count,
                                         .cached_accounts_max = limits.cached_accounts_max,
                                         .books_closed_until = limits.books_closed_until,
                                         .kafka_guard = limits.kafka_guard,
                                         .optimistic_append = limits.optimistic_append};
    loops_.push_back(std::make_unique<Loop>(session, limits, *epochs_, clocks_, *obstacles_, metrics));
  }
}

Writer::~Writer() = default;

/// The loop of the first account's journal, which locks the others too if it must. Any of them will do for a command
/// that names a uid only or opens an account, as long as it is the same for a retry.
Writer::Loop& Writer::loop_for(const Command& command) {
  if (loops_.size() == 1) return *loops_.front();
  std::optional<AccountId> account;
  for_each_account(command, [&](AccountId id) { account = account.value_or(id); });
  const auto count = static_cast<std::int64_t>(loops_.size());
  const std::size_t index = account ? static_cast<std::size_t>(journal_of(*account, count).value)
                                    : std::hash<Uid>{}(uid_of(command)) % loops_.size();
  return *loops_[index];
}

void Writer::submit(Command command, Completion completion) {
  Loop& loop = loop_for(command);
  std::vector<Command> commands;
  commands.push_back(std::move(command));
  loop.submit(std::move(commands), [completion = std::move(completion)](std::vector<Outcome> outcomes) {
    completion(std::move(outcomes[0]));
  });
}

void Writer::submit_atomic(std::vector<Command> commands, UnitCompletion completion) {
  ensure(!commands.empty(), "there is something to submit");
  Loop& loop = loop_for(commands.front());
  loop.submit(std::move(commands), std::move(completion));
}

void Writer::submit_each(std::vector<Command> commands, UnitCompletion completion) {
  ensure(!commands.empty(), "there is something to submit");
  /// Commands of one journal, each with its index.
  struct Run {
    std::vector<Command> commands;
    std::vector<std::size_t> indexes;
  };
  const auto collector = std::make_shared<OutcomeCollector>(commands.size(), std::move(completion));
  const auto hand_over = [&collector](Loop& loop, Run& run) {
    auto put_all = [collector, indexes = std::move(run.indexes)](std::vector<Outcome> outcomes) {
      for (std::size_t index = 0; index < indexes.size(); ++index) {
        collector->put(indexes[index], std::move(outcomes[index]));
      }
    };
    loop.submit(std::move(run.commands), std::move(put_all), Pending::Kind::independent);
    run = {};
  };
  std::unordered_map<Loop*, Run> runs;
  for (std::size_t index = 0; index < commands.size(); ++index) {
    Loop& loop = loop_for(commands[index]);
    Run& run = runs[&loop];
    run.commands.push_back(std::move(commands[index]));
    run.indexes.push_back(index);
    if (run.commands.size() == loop.run_commands_max()) hand_over(loop, run);
  }
  for (auto& [loop, run] : runs) {
    if (!run.commands.empty()) hand_over(*loop, run);
  }
}

bool Writer::is_ready() const {
  return std::all_of(loops_.begin(), loops_.end(), [](const auto& loop) { return loop->is_ready(); });
}

}  // namespace ledger
