#include "ledger/writer/writer_loop.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>

#include "ledger/domain/values/invariant.hpp"
#include "ledger/writer/failure.hpp"

namespace ledger {
namespace {

/// The interval at which the writer asks whether the database is there and takes writes, also when it is idle.
constexpr std::chrono::milliseconds check_interval{1'000};
constexpr std::chrono::milliseconds backoff_min{5};
constexpr std::chrono::milliseconds backoff_max{500};
/// Another writer was quicker, once or twice. What clashes again and again, seen under the lock, is a row that should
/// not be there, and must not hold all others up.
constexpr int clashes_max = 3;
constexpr std::chrono::milliseconds gather_patience_max{2};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Returns true if the batch has new events. What only repeats or refuses needs no room on the server's disk.
bool stores_something(const WrittenBatch& written) {
  const auto is_new = [](const std::optional<Outcome>& outcome) {
    const auto* applied = outcome ? std::get_if<Applied>(&*outcome) : nullptr;
    return applied != nullptr && !applied->replayed;
  };
  return written.expired_for_others > 0 || std::any_of(written.outcomes.begin(), written.outcomes.end(), is_new);
}

}  // namespace

void Writer::Loop::submit(std::vector<Command> commands, UnitCompletion completion, Pending::Kind kind,
                          const std::optional<TraceParent>& trace) {
  const auto now = Clock::now();
  Pending pending{.commands = std::move(commands),
                  .completion = std::move(completion),
                  .submitted = now,
                  .deadline = now + limits_.deadline,
                  .kind = kind,
                  .trace = trace};
  switch (queue_.push(pending)) {
    case CommandQueue::Pushed::queued:
      return;
    case CommandQueue::Pushed::full:
      return refuse(pending, pending.commands.size(), Unavailable::Reason::queue_full);
    case CommandQueue::Pushed::stopped:
      return refuse(pending, pending.commands.size(), Unavailable::Reason::stopping);
  }
}

std::size_t Writer::Loop::group_commands_max() const {
  // A group is refused as a whole, so it must not need all of a queue.
  return std::min(limits_.batch_commands_max, std::max<std::size_t>(1, limits_.queue_commands_max / 4));
}

void Writer::Loop::run() {
  check_database();
  for (;;) {
    gather();
    auto taken = queue_.take(check_interval);
    metrics_.queued.Set(static_cast<double>(queue_.size()));
    if (taken.empty() && queue_.is_drained()) return;
    if (!taken.empty()) write_overlapping(as_batch(std::move(taken)));
    if (Clock::now() >= next_check_ && !queue_.is_stopped()) check_database();
  }
}

void Writer::Loop::gather() {
  if (!session_ || !session_->takes_turns()) return;
  queue_.gather(std::min(latest_commands_, limits_.batch_commands_min),
                std::min<std::chrono::microseconds>(usual_time_ / 2, gather_patience_max));
}

void Writer::Loop::note_time(std::size_t commands, Clock::duration took) {
  latest_commands_ = commands;
  usual_time_ = std::chrono::duration_cast<std::chrono::microseconds>((usual_time_ * 7 + took) / 8);
}

void Writer::Loop::write(WriterBatch batch) {
  auto backoff = backoff_min;
  int clashes = 0;
  while (!batch.empty()) {
    refuse_overdue(batch);
    if (batch.empty()) return;
    const auto start = Clock::now();
    WrittenBatch written;
    try {
      written = session().write(batch.commands, batch.groups(), batch.traces());
      if (const auto& newer = session().newer_event()) standing_.met_newer_event(*newer);
    } catch (const StatementFailed& error) {
      forget_session(error.what());
      const bool clashes_again = error.sqlstate() == unique_violation && ++clashes > clashes_max;
      if (clashes_again || is_fault_of_command(error.sqlstate())) return isolate(std::move(batch), error.what());
      note_failed_try(error.sqlstate());
      // Waiting would not help, and nothing of this try was stored.
      if (wants_migration(error.sqlstate())) return refuse_all(batch, Unavailable::Reason::migration_wanted);
    } catch (const ConnectionLost& error) {
      note_doubt(batch);
      forget_session(error.what());
      note_failed_try();
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
    if (!written.outcomes.empty()) {
      note_time(batch.commands.size(), Clock::now() - start);
      answer(batch, std::move(written), start);
      return send_notices();
    }
    // Nothing is resent: on a fresh connection the batch is decided again from the lock on. Once the lock is granted
    // an earlier try is over, and what it stored comes back as a replay.
    metrics_.decided_again.Increment();
    std::this_thread::sleep_for(backoff);
    backoff = std::min(backoff * 2, backoff_max);
  }
}

void Writer::Loop::note_doubt(WriterBatch& batch) {
  batch.in_doubt = true;
  if (session_) batch.events_in_doubt.merge(session_->take_in_doubt());
}

void Writer::Loop::note_failed_try(std::string_view sqlstate) {
  if (shows_lack_of_resources(sqlstate)) {
    standing_.storing_failed();
  } else {
    standing_.database_lost();
  }
  // Nobody is kept waiting for a database that is away when the program ends.
  if (queue_.is_stopped()) gives_up_ = true;
}

void Writer::Loop::isolate(WriterBatch batch, const std::string& what) {
  if (batch.waiting.size() == 1) {
    spdlog::error("a command of transaction {} failed: {}", to_string(uid_of(batch.commands.front())), what);
    auto& [commands, pending] = batch.waiting.front();
    // A failure says that nothing was stored, which is not known here.
    if (batch.in_doubt) return refuse(pending, commands, Unavailable::Reason::deadline_passed);
    metrics_.failed.Increment(static_cast<double>(commands));
    pending.completion(std::vector<Outcome>(commands, Failed{what}));
    return;
  }
  const auto older = queue_.put_back_count();
  write(batch.take_first_half());
  write_behind_rest(std::move(batch), older);
}

void Writer::Loop::write_behind_rest(WriterBatch batch, std::size_t older) {
  auto rest = queue_.take_rest_put_back_since(older);
  if (!rest.empty() && !batch.in_doubt) {
    std::vector<std::optional<Outcome>> none(batch.commands.size());
    put_back(batch.take_undecided(none));
    return queue_.put_back(std::move(rest));
  }
  for (; !rest.empty(); rest = queue_.take_rest_put_back_since(older)) {
    write(as_batch(std::move(rest)));
    refuse_overdue(batch);
  }
  write(std::move(batch));
}

JournalSession& Writer::Loop::session() {
  if (!session_) session_.emplace(settings_, epochs_, clocks_, notices_);
  return *session_;
}

void Writer::Loop::forget_session(const std::string& why) {
  standing_.tell("the writer's connection is given up: " + why);
  session_.reset();
  metrics_.cached_accounts.Set(0);
}

void Writer::Loop::answer(WriterBatch& batch, WrittenBatch written, Clock::time_point start) {
  auto& outcomes = written.outcomes;
  metrics_.batch_commands.Observe(static_cast<double>(outcomes.size()));
  metrics_.batch_seconds.Observe(seconds_since(start));
  queue_.note_batch(Clock::now() - start);
  if (written.is_optimistic) metrics_.optimistic.Increment();
  metrics_.holds_expired.Increment(static_cast<double>(written.expired_for_others));
  batch.own_replays(outcomes);
  if (stores_something(written)) {
    standing_.stored();
  } else {
    standing_.database_reached();
  }
  metrics_.cached_accounts.Set(static_cast<double>(session().cached_accounts()));
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

/// After the answers, which need not wait for it.
void Writer::Loop::send_notices() {
  if (!session_) return;
  try {
    session_->send_notices();
  } catch (const std::exception& error) {
    forget_session(error.what());
  }
}

void Writer::Loop::put_back(std::vector<Pending> undecided) {
  if (undecided.empty()) return;
  for (const auto& pending : undecided) metrics_.put_back.Increment(static_cast<double>(pending.commands.size()));
  queue_.put_back(std::move(undecided));
}

void Writer::Loop::set_stop(std::optional<Unavailable::Reason> reason) {
  standing_.set_stop(reason);
  // The session may have begun before its server was promoted: the next one asks again which timeline it is.
  if (reason == Unavailable::Reason::journal_unconfirmed) session_.reset();
}

void Writer::Loop::heed_stop(const WriterBatch& batch, std::vector<std::optional<Outcome>>& outcomes) {
  std::optional<Unavailable::Reason> stop;
  for (auto& outcome : outcomes) {
    const auto* refused = outcome ? std::get_if<Unavailable>(&*outcome) : nullptr;
    if (refused == nullptr || !stops_all_writes(refused->reason)) continue;
    stop = refused->reason;
    if (batch.in_doubt) outcome = Unavailable{Unavailable::Reason::deadline_passed};
  }
  set_stop(stop);
}

void Writer::Loop::refuse(Pending& pending, std::size_t commands, Unavailable::Reason reason) {
  metrics_.unavailable.Increment(static_cast<double>(commands));
  pending.completion(std::vector<Outcome>(commands, Unavailable{reason}));
}

void Writer::Loop::refuse_all(WriterBatch& batch, Unavailable::Reason reason) {
  if (batch.in_doubt) reason = Unavailable::Reason::deadline_passed;
  for (auto& [commands, pending] : batch.waiting) refuse(pending, commands, reason);
}

void Writer::Loop::refuse_overdue(WriterBatch& batch) {
  const auto now = Clock::now();
  const auto is_over = [&](const WriterBatch::Waiting& each) { return gives_up_ || each.pending.deadline <= now; };
  if (std::none_of(batch.waiting.begin(), batch.waiting.end(), is_over)) return;
  WriterBatch overdue = batch.take_out(is_over);
  for (auto& [commands, pending] : overdue.waiting) refuse(pending, commands, reason_of_refusal());
}

Unavailable::Reason Writer::Loop::reason_of_refusal() const {
  if (gives_up_) return Unavailable::Reason::stopping;
  return is_ready() ? Unavailable::Reason::deadline_passed : Unavailable::Reason::database_away;
}

void Writer::Loop::check_database() {
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

}  // namespace ledger
