// The first half of a batch: the locks, and what is looked up under them.
#include <algorithm>
#include <utility>

#include "ledger/domain/details.hpp"
#include "ledger/domain/values/invariant.hpp"
#include "ledger/journal/epoch_query.hpp"
#include "ledger/journal/event_reader.hpp"
#include "ledger/journal/recorded_rows.hpp"
#include "ledger/process/host_clocks.hpp"
#include "ledger/writer/session/journal_session.hpp"

namespace ledger {
namespace {

/// Events of another writer that are read to keep the cache; of more, only the last.
constexpr std::int64_t catch_up_events_max = 5'000;

bool opens_account(const Command& command) { return std::holds_alternative<OpenAccount>(command); }

/// The uids of the transactions that commands refer to without being them.
std::vector<std::span<const std::uint8_t>> referred_uids(std::span<const Command> commands) {
  std::vector<std::span<const std::uint8_t>> uids;
  for (const auto& command : commands) {
    if (const auto* uid = referred_uid(command)) uids.emplace_back(uid->bytes);
  }
  return uids;
}

/// The event in the first row of a journal's end; nothing if the row has the clock alone.
std::optional<ChainHead> head_in(const PostgresResult& rows) {
  if (rows.is_null(0, 0)) return std::nullopt;
  const auto event = event_in(rows, 0);
  return ChainHead{.at = point_of(event), .recorded = event.recorded};
}

}  // namespace

LoadedState JournalSession::lock_and_load(std::span<const Command> commands) {
  const bool with_opens = std::any_of(commands.begin(), commands.end(), opens_account);
  const auto journals = journals_of(commands);
  clock_reading_.asked = time_since_boot();
  send_locks(journals);
  send_look_ups(commands);
  connection_.next_result();  // begin
  std::vector<LockedJournal> others;
  for (const auto journal : journals) {
    const auto lock = connection_.next_result();
    ensure(lock.rows() == 1, "the journal to lock is there");
    if (journal == journal_) continue;
    others.push_back(
        {.journal = journal, .head = {.at = {.position = Position(0), .hash = hash_in(lock.bytes(0, 0))}}});
  }
  LoadedState loaded;
  loaded.journal_count = journal_count_;
  loaded.books_closed_until = books_closed_until_;
  loaded.journals = {LockedJournal{.journal = journal_, .head = {}}};
  const bool cache_is_right = catch_up(connection_.next_result(), loaded);
  for (auto& other : others) {
    const auto rows = connection_.next_result();
    heed_guard(rows, other.journal, loaded);
    if (const auto head = head_in(rows)) other.head = *head;
    loaded.journals.push_back(other);
  }
  receive_look_ups(loaded, with_opens);
  connection_.finish_sync();
  learn_epochs();
  if (!cache_is_right || !knows_all_accounts(commands)) load_accounts_again(commands, loaded);
  heed_clocks(loaded);
  return loaded;
}

/// The journals of all accounts that the commands are about, and this session's own, ascending: the order in which
/// every writer locks them.
std::vector<JournalId> JournalSession::journals_of(std::span<const Command> commands) {
  if (journal_count_ == 1) return {journal_};
  std::vector<JournalId> journals{journal_};
  const auto referred = referred_uids(commands);
  if (!referred.empty()) {
    // Before the lock, since it decides what to lock; legs never change. What is not yet committed is not found, and
    // its accounts do not exist for this batch then.
    parameters_.clear();
    parameters_.add_uuid_array(referred);
    connection_.send_prepared("accounts_of_transactions", parameters_);
    connection_.sync();
    const auto rows = connection_.next_result();
    for (int row = 0; row < rows.rows(); ++row) {
      journals.push_back(journal_of(AccountId(rows.int64(row, 0)), journal_count_));
    }
    connection_.finish_sync();
  }
  for (const auto& command : commands) {
    for_each_account(command, [&](AccountId id) { journals.push_back(journal_of(id, journal_count_)); });
  }
  std::sort(journals.begin(), journals.end());
  journals.erase(std::unique(journals.begin(), journals.end()), journals.end());
  return journals;
}

/// Opens the transaction, takes the locks, and asks where the journals end: this session's own first.
void JournalSession::send_locks(std::span<const JournalId> journals) {
  const auto send = [this](const char* name) { connection_.send_prepared(name, parameters_); };
  parameters_.clear();
  send("begin");
  for (const auto journal : journals) {
    parameters_.clear();
    parameters_.add_int16(journal.value);
    send("lock");
  }
  parameters_.clear();
  parameters_.add_int16(journal_.value);
  if (head_ && head_->at.position > Position(0)) {
    parameters_.add_int64(head_->at.position.value);
    parameters_.add_int64(catch_up_events_max + 1);
    add_database(parameters_);
    send("catch_up");
  } else {
    add_database(parameters_);
    send("last_of_journal");
  }
  for (const auto journal : journals) {
    if (journal == journal_) continue;
    parameters_.clear();
    parameters_.add_int16(journal.value);
    add_database(parameters_);
    send("last_of_journal");
  }
}

void JournalSession::send_look_ups(std::span<const Command> commands) {
  auto& accounts = requested_accounts_;
  accounts.clear();
  std::vector<std::span<const std::uint8_t>> uids;
  std::vector<std::string_view> external_ids;
  std::vector<std::string_view> logins;
  std::int64_t opens = 0;
  for (const auto& command : commands) {
    uids.emplace_back(uid_of(command).bytes);
    if (const auto* open = std::get_if<OpenAccount>(&command)) {
      ++opens;
      if (open->identity.external_id) external_ids.emplace_back(*open->identity.external_id);
      if (open->identity.login) logins.emplace_back(open->identity.login->name);
    }
    for_each_account(command, [&](AccountId id) {
      if (cache_.find(id) == nullptr) accounts.insert(id.value);
    });
  }
  const auto referred = referred_uids(commands);
  uids.insert(uids.end(), referred.begin(), referred.end());

  const auto send = [this](const char* name) { connection_.send_prepared(name, parameters_); };
  parameters_.clear();
  parameters_.add_int64_array(std::vector<std::int64_t>(accounts.begin(), accounts.end()));
  parameters_.add_uuid_array(referred);
  send("last_events");
  parameters_.clear();
  parameters_.add_uuid_array(uids);
  send("recorded");
  if (opens > 0) {
    parameters_.clear();
    parameters_.add_int64(opens);
    send("fresh_accounts");
    parameters_.clear();
    parameters_.add_text_array(external_ids);
    send("taken_external_ids");
    parameters_.clear();
    parameters_.add_text_array(logins);
    send("taken_logins");
    parameters_.clear();
    send("identities_lost");
  }
  connection_.sync();
}

void JournalSession::receive_look_ups(LoadedState& loaded, bool with_opens) {
  const auto accounts = connection_.next_result();
  for (int row = 0; row < accounts.rows(); ++row) loaded.accounts.push_back(account_after(event_in(accounts, row)));
  const auto recorded = connection_.next_result();
  for (auto& transaction : recorded_from_rows(recorded)) {
    const auto uid = transaction.legs.front().uid;
    loaded.recorded.emplace(uid, std::move(transaction));
  }
  if (!with_opens) return;
  const auto numbers = connection_.next_result();
  for (int row = 0; row < numbers.rows(); ++row) {
    // An account's journal is its id modulo the number of journals.
    loaded.fresh_accounts.push_back(AccountId(numbers.int64(row, 0) * journal_count_ + journal_.value));
  }
  const auto external_ids = connection_.next_result();
  for (int row = 0; row < external_ids.rows(); ++row) loaded.taken_external_ids.insert(external_ids.text(row, 0));
  const auto logins = connection_.next_result();
  for (int row = 0; row < logins.rows(); ++row) loaded.taken_logins.insert(logins.text(row, 0));
  loaded.identities_lost = connection_.next_result().rows() > 0;
}

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
    due_memory_.clear();
    head_.reset();
    return false;
  }
  head = *found;
  for (int row = 1; row < rows.rows(); ++row) {
    const auto event = event_in(rows, row);
    ensure(event.position == head.at.position.next(), "a gap in the positions of a journal");
    cache_.put(account_after(event));
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
