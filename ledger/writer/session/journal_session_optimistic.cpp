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

/// Returns true if append_events_and_holds, or append_traced_events, fails with this SQLSTATE (PostgreSQL manual,
/// appendix A) only before it commits: data, constraints, transaction state, rollback, a missing relation, a lock that
/// was not to be had, what it raises itself. A cancel or a lack of resources may also come between its commit and its
/// end.
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

bool JournalSession::send_ahead(std::span<Command> commands, std::span<const CommandGroup> groups,
                                std::span<const TraceParent* const> traces) {
  if (optimistic_append_ == OptimisticAppend::off) return false;
  const auto loaded = decidable_ahead(commands);
  if (!loaded) return false;
  DecidedBatch batch = decide_batch(commands, groups, *loaded, cache_, chain_);
  const bool are_all_applied = std::all_of(batch.outcomes.begin(), batch.outcomes.end(), is_applied);
  // Commands of one group are decided in one place.
  if (batch.transactions.empty() || (!are_all_applied && !groups.empty())) return false;
  auto& sent = under_way_.emplace_back(std::move(batch), *head_, std::chrono::microseconds(), are_all_applied);
  send_append(sent, traces);
  remember_events(sent.batch);
  // The next batch decides the commands that were not applied, under the lock: a refusal here proves nothing, as the
  // uid was not looked up.
  if (!are_all_applied) optimism_.skip_next();
  return true;
}

/// Returns nothing if the commands have to be decided under the lock.
std::optional<LoadedState> JournalSession::decidable_ahead(std::span<const Command> commands) {
  auto loaded = remembered_for(commands);
  if (!loaded || !optimism_.allows_try()) return std::nullopt;
  const auto clock = clocks_.database_time(time_since_boot());
  // A journal that is ahead of the clock takes its own time, which the append would refuse.
  if (!clock || head_->recorded > *clock + journal_sql::append_clock_tolerance) return std::nullopt;
  loaded->clock = *clock;
  return loaded;
}

/// Only while tries succeed, and while no notice is due, which would have to wait for what is sent.
bool JournalSession::takes_another() const {
  return under_way_.size() == 1 && under_way_.front().are_all_applied && optimism_.is_undisturbed() &&
         !notices_.is_due();
}

bool JournalSession::is_answered_within(std::chrono::microseconds timeout) {
  return connection_.await_result_within(timeout);
}

void JournalSession::send_append(UnderWay& sent, std::span<const TraceParent* const> traces) {
  const DecidedBatch& batch = sent.batch;
  parameters_.clear();
  parameters_.add_int16(journal_.value);
  parameters_.add_int64(sent.head_before.at.position.value);
  parameters_.add_bytes(sent.head_before.at.hash);
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
  const auto event_traces = traces_of(batch, traces);
  if (!event_traces.empty()) event_traces.add_to(parameters_);
  sent.asked = time_since_boot();
  connection_.send_prepared(event_traces.empty() ? "append_optimistically" : "append_traced", parameters_);
  connection_.sync();
}

std::optional<WrittenBatch> JournalSession::receive_sent() {
  ensure(!under_way_.empty(), "only what was sent is answered");
  if (!receive_append()) {
    receive_what_follows();
    forget_under_way();
    return std::nullopt;
  }
  optimism_.note_success();
  notices_.recorded(journal_, std::chrono::steady_clock::now());
  WrittenBatch written{
      .outcomes = under_way_.front().batch.take_outcomes(), .expired_for_others = 0, .is_optimistic = true};
  for (auto& outcome : written.outcomes) {
    if (!is_applied(outcome)) outcome.reset();
  }
  under_way_.pop_front();
  return written;
}

/// Returns true if the first batch under way was appended.
bool JournalSession::receive_append() {
  const UnderWay& sent = under_way_.front();
  ClockReading reading{
      .asked = sent.asked, .answered = {}, .database = std::nullopt, .head = sent.head_before.recorded};
  bool appended = false;
  try {
    const auto answer = connection_.next_result();
    appended = answer.boolean(0, 0);
    connection_.finish_sync();
    if (connection_.take_replication_doubt()) {
      throw ConnectionLost("a commit might not have been replicated: its outcome is in doubt");
    }
    reading.answered = read_host_clocks();
    reading.database = moment_from_microseconds(answer.int64(0, 1));
    clocks_.observe(reading);
    if (!appended) optimism_.note_refusal();
    return appended;
  } catch (const StatementFailed& error) {
    if (appended || !comes_before_commit(error.sqlstate())) throw ConnectionLost(error.what());
    // Nothing was stored. A transaction of this uid was recorded before: that is found out under the lock.
    if (error.sqlstate() != unique_violation) throw;
    connection_.finish_sync();
    static_cast<void>(connection_.take_replication_doubt());
    optimism_.note_replay();
    return false;
  }
}

/// Receives the answers to those behind a batch that was not appended: they go on from an end that is not there, unless
/// another writer that was asked the same has made it.
void JournalSession::receive_what_follows() {
  for (std::size_t index = 1; index < under_way_.size(); ++index) {
    const auto answer = connection_.next_result();
    connection_.finish_sync();
    if (answer.boolean(0, 0))
      throw ConnectionLost("another writer has made the same end: what is under way is in doubt");
  }
  static_cast<void>(connection_.take_replication_doubt());
}

/// Forgets what the batches under way would have changed: what is not remembered is looked up.
void JournalSession::forget_under_way() {
  for (const auto& sent : under_way_) {
    for (const auto& account : sent.batch.accounts) cache_.erase(account.id);
    for (const auto& transaction : sent.batch.transactions) {
      for (const auto& event : transaction.new_legs()) open_holds_.forget(event.uid);
    }
  }
  head_ = under_way_.front().head_before;
  under_way_.clear();
}

}  // namespace ledger
