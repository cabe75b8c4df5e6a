// Reads under the lock what other writers, relays and operators have changed: events, guard, epoch and clock.
#include <algorithm>
#include <utility>

#include "ledger/domain/details.hpp"
#include "ledger/domain/values/invariant.hpp"
#include "ledger/journal/epoch_query.hpp"
#include "ledger/journal/recorded_rows.hpp"
#include "ledger/process/host_clocks.hpp"
#include "ledger/writer/session/journal_session.hpp"
#include "ledger/writer/session/look_ups.hpp"

namespace ledger {

/// Adds what the guard compares with the database that a relay has confirmed.
void JournalSession::add_database(PostgresParameters& parameters) const {
  parameters.add_text(database_identity_);
  parameters.add_int64(database_timeline_);
}

/// The account's state. Notes an event that a newer program has written.
Account JournalSession::account_after(const Event& event) {
  if (!newer_event_ && !is_understood(event)) newer_event_ = event;
  return state_after(event);
}

/// Notes why the journal must not be appended to, and whether its epoch is a new one.
void JournalSession::heed_guard(const PostgresResult& rows, JournalId journal, LoadedState& loaded) {
  ensure(rows.rows() > 0, "a journal has a guard");
  const auto state = static_cast<GuardState>(rows.int16(0, guard_column));
  if (const auto reason = reason_to_stop(state, kafka_guard_)) loaded.stopped = reason;
  if (Epoch(static_cast<std::int32_t>(rows.int64(0, epoch_column))) != epochs_.of(journal).current())
    rewound_.push_back(journal);
}

/// Notes that this batch's time must not be recorded, if that is so: a clock may have been set since the watch looked.
void JournalSession::heed_clocks(LoadedState& loaded) {
  clock_reading_.head = Moment::min();
  for (const auto& locked : loaded.journals) clock_reading_.head = std::max(clock_reading_.head, locked.head.recorded);
  const bool is_certain = clocks_.observe(clock_reading_);
  if (!is_certain && !loaded.stopped) loaded.stopped = Unavailable::Reason::clock_uncertain;
}

/// Still under the locks, so that whoever is told a position of this batch is told its epoch.
void JournalSession::learn_epochs() {
  for (const auto journal : std::exchange(rewound_, {})) {
    parameters_.clear();
    parameters_.add_int16(journal.value);
    connection_.send_prepared("epochs", parameters_);
    connection_.sync();
    epochs_.learn(journal, epochs_in(connection_.next_result()));
    connection_.finish_sync();
  }
}

/// Brings head and cache up to date with what other writers committed; false if the cache had to be emptied.
bool JournalSession::catch_up(const PostgresResult& rows, LoadedState& loaded) {
  heed_guard(rows, journal_, loaded);
  loaded.clock = moment_from_microseconds(rows.int64(0, clock_column));
  clock_reading_.database = loaded.clock;
  fence_ = rows.int64(0, fence_column);
  clock_reading_.answered = read_host_clocks();
  ChainHead& head = loaded.journals.front().head;
  if (!head_ || head_->at.position == Position(0)) {
    head = head_in(rows).value_or(ChainHead{.at = {.position = Position(0), .hash = genesis_hash_}});
    return cache_.size() == 0;
  }
  const auto found = head_in(rows);
  if (found != head_ || rows.rows() > catch_up_events_max) {
    // The database was restored, or another writer is far ahead. Nothing that is remembered counts any more.
    cache_.clear();
    open_holds_.clear();
    due_memory_.clear();
    head_.reset();
    return false;
  }
  head = *found;
  for (int row = 1; row < rows.rows(); ++row) {
    const auto event = event_in(rows, row);
    ensure(event.position == head.at.position.next(), "a gap in the positions of a journal");
    cache_.put(event.account, account_after(event));
    open_holds_.note(event);
    if (understood_type(event) == EventType::hold_placed) {
      due_memory_.note_placed(event.account, hold_terms(event).expires);
    } else if (!is_understood(event)) {
      // It may have placed a hold that ends at any time.
      due_memory_.note_placed(event.account, Moment::min());
    }
    head = {.at = point_of(event), .recorded = event.recorded};
  }
  head_ = head;
  return true;
}

/// Returns true if each account was either asked for or is still cached: catching up may have pushed one out, and an
/// account that is not known must not look like one that does not exist.
bool JournalSession::knows_all_accounts(std::span<const Command> commands) {
  return std::all_of(commands.begin(), commands.end(), [this](const Command& command) {
    bool knows = true;
    for_each_account(command, [&](AccountId id) {
      knows = knows && (requested_accounts_.contains(id.value) || cache_.find(id) != nullptr);
    });
    return knows;
  });
}

/// After the cache was emptied: the journal's end and the accounts that were thought to be cached, still under the
/// lock.
void JournalSession::load_accounts_again(std::span<const Command> commands, LoadedState& loaded) {
  std::vector<std::int64_t> accounts;
  for (const auto& command : commands) {
    for_each_account(command, [&](AccountId id) { accounts.push_back(id.value); });
  }
  std::sort(accounts.begin(), accounts.end());
  accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
  parameters_.clear();
  parameters_.add_int16(journal_.value);
  add_database(parameters_);
  connection_.send_prepared("last_of_journal", parameters_);
  parameters_.clear();
  parameters_.add_int64_array(accounts);
  parameters_.add_uuid_array(referred_uids(commands));
  connection_.send_prepared("last_events", parameters_);
  connection_.sync();
  catch_up(connection_.next_result(), loaded);
  const auto rows = connection_.next_result();
  loaded.accounts.clear();
  for (int row = 0; row < rows.rows(); ++row) loaded.accounts.push_back(account_after(event_in(rows, row)));
  connection_.finish_sync();
}

}  // namespace ledger
