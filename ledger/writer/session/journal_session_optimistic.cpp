// A batch that is decided ahead of the journal's lock, on what is remembered, and appended by one statement if the
// journal still ends where it did. ledger/README.md says why that is right.
#include <algorithm>
#include <array>
#include <string_view>

#include "ledger/domain/clock_agreement.hpp"
#include "ledger/domain/values/invariant.hpp"
#include "ledger/journal/event_row.hpp"
#include "ledger/journal/journal_sql.hpp"
#include "ledger/journal/side_rows.hpp"
#include "ledger/process/host_clocks.hpp"
#include "ledger/writer/batch/remembered.hpp"
#include "ledger/writer/session/journal_session.hpp"

namespace ledger {
namespace {

// A time that the append accepts is never one that the clocks' agreement would have refused.
static_assert(journal_sql::append_clock_tolerance < clock_difference_bounds[0]);

std::vector<const Event*> new_events(const DecidedBatch& batch) {
  std::vector<const Event*> events;
  events.reserve(batch.event_count());
  for (const auto& transaction : batch.transactions) {
    for (const auto& event : transaction.new_legs()) events.push_back(&event);
  }
  return events;
}

bool is_applied(const std::optional<Outcome>& outcome) { return outcome && std::holds_alternative<Applied>(*outcome); }

/// Returns true if append_events_and_holds fails with this SQLSTATE (PostgreSQL manual, appendix A) only before it
/// commits: data, constraints, transaction state, rollback, a missing relation, a lock that was not to be had, what it
/// raises itself. A cancel or a lack of resources may also come between its commit and its end.
bool comes_before_commit(std::string_view sqlstate) {
  constexpr std::array<std::string_view, 7> classes = {"22", "23", "25", "40", "42", "55", "P0"};
  return std::find(classes.begin(), classes.end(), sqlstate.substr(0, 2)) != classes.end();
}

}  // namespace

/// Returns nothing if something that deciding the commands takes is not remembered.
std::optional<LoadedState> JournalSession::remembered_for(std::span<const Command> commands) {
  if (journal_count_ != 1 || kafka_guard_ == KafkaGuard::off || !head_ || head_->at.position == Position(0))
    return std::nullopt;
  LoadedState loaded;
  loaded.journal_count = journal_count_;
  loaded.books_closed_until = books_closed_until_;
  loaded.journals = {JournalTail{.journal = journal_, .head = *head_}};
  if (!load_remembered(commands, cache_, open_holds_, loaded)) return std::nullopt;
  return loaded;
}

/// Returns nothing if the batch has to be decided under the lock.
std::optional<WrittenBatch> JournalSession::write_optimistically(std::span<Command> commands,
                                                                 std::span<const CommandGroup> groups) {
  auto loaded = remembered_for(commands);
  if (!loaded || !optimism_.allows_try()) return std::nullopt;
  const auto clock = clocks_.database_time(time_since_boot());
  // A journal that is ahead of the clock takes its own time, which the append would refuse.
  if (!clock || head_->recorded > *clock + journal_sql::append_clock_tolerance) return std::nullopt;
  loaded->clock = *clock;
  DecidedBatch batch = decide_batch(commands, groups, *loaded, cache_, chain_);
  const bool all_applied = std::all_of(batch.outcomes.begin(), batch.outcomes.end(), is_applied);
  // Commands of one group are decided in one place.
  if (batch.transactions.empty() || (!all_applied && !groups.empty())) return std::nullopt;
  if (!append_if_unchanged(batch)) return std::nullopt;
  optimism_.note_success();
  remember_committed(*loaded, batch);
  WrittenBatch written{.outcomes = batch.take_outcomes(), .expired_for_others = 0, .is_optimistic = true};
  if (all_applied) return written;
  // The next batch decides the other commands, under the lock: a refusal here proves nothing, as the uid was not looked
  // up.
  for (auto& outcome : written.outcomes) {
    if (!is_applied(outcome)) outcome.reset();
  }
  optimism_.skip_next();
  return written;
}

bool JournalSession::append_if_unchanged(const DecidedBatch& batch) {
  parameters_.clear();
  parameters_.add_int16(journal_.value);
  parameters_.add_int64(head_->at.position.value);
  parameters_.add_bytes(head_->at.hash);
  parameters_.add_int64(fence_);
  add_database(parameters_);
  parameters_.add_int64(epochs_.of(journal_).current().value);
  parameters_.add_int64(microseconds_since_epoch(batch.recorded));
  parameters_.add_int64(journal_sql::append_clock_tolerance.count());
  const auto events = new_events(batch);
  add_event_rows(parameters_, row_type_, events);
  SideRows side_rows;
  for (const Event* event : events) side_rows.add(*event);
  ensure(side_rows.has_open_holds_only(),
         "a batch is decided ahead of the lock only if append_events_and_holds stores all of it");
  side_rows.add_open_holds(parameters_);
  clock_reading_ = {.asked = time_since_boot(), .answered = {}, .database = std::nullopt, .head = head_->recorded};
  try {
    connection_.send_prepared("append_optimistically", parameters_);
    connection_.sync();
    const auto answer = connection_.next_result();
    connection_.finish_sync();
    if (connection_.take_replication_doubt()) {
      throw ConnectionLost("a commit might not have been replicated: its outcome is in doubt");
    }
    clock_reading_.answered = read_host_clocks();
    clock_reading_.database = moment_from_microseconds(answer.int64(0, 1));
    clocks_.observe(clock_reading_);
    const bool appended = answer.boolean(0, 0);
    if (!appended) optimism_.note_refusal();
    return appended;
  } catch (const StatementFailed& error) {
    if (!comes_before_commit(error.sqlstate())) {
      note_in_doubt(batch);
      throw ConnectionLost(error.what());
    }
    // Nothing was stored. A transaction of this uid was recorded before: that is found out under the lock.
    if (error.sqlstate() != unique_violation) throw;
    connection_.finish_sync();
    optimism_.note_replay();
    return false;
  } catch (...) {
    note_in_doubt(batch);
    throw;
  }
}

}  // namespace ledger
