// The writer's session with the database. Runs a batch as two pipelines under the lock, or as one statement ahead of it
// if everything is cached.
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <span>
#include <unordered_set>
#include <utility>

#include "ledger/journal/epoch_book.hpp"
#include "ledger/journal/event_traces.hpp"
#include "ledger/journal/journal_lock.hpp"
#include "ledger/postgres/postgres.hpp"
#include "ledger/writer/batch/account_cache.hpp"
#include "ledger/writer/batch/batch.hpp"
#include "ledger/writer/batch/due_memory.hpp"
#include "ledger/writer/batch/open_hold_cache.hpp"
#include "ledger/writer/session/clock_gate.hpp"
#include "ledger/writer/session/kafka_guard.hpp"
#include "ledger/writer/session/notice_schedule.hpp"
#include "ledger/writer/session/optimism.hpp"

namespace ledger {

// A batch takes milliseconds.
constexpr SessionLimits writer_session_limits =
    holding_journal_lock({.statement = std::chrono::seconds(5), .lock = std::chrono::seconds(4)});

/// The settings of a session.
struct JournalSessionSettings {
  DatabaseSettings database;
  JournalId journal;
  /// The number of journals in the database.
  std::int64_t journal_count = 1;
  std::size_t cached_accounts_max = 200'000;
  std::size_t cached_holds_max = 50'000;
  /// Settings for decisions.
  Moment books_closed_until = Moment::min();
  KafkaGuard kafka_guard = KafkaGuard::on;
  OptimisticAppend optimistic_append = OptimisticAppend::on;
};

/// The outcomes of a batch's commands.
struct WrittenBatch {
  /// One for each command, in order; nothing for one that waits for the next batch, since it needs more holds to expire
  /// than one batch lets, or has to be decided under the lock.
  std::vector<std::optional<Outcome>> outcomes;
  /// The number of due holds that expired to make room for a command.
  std::size_t expired_for_others = 0;
  /// True if the batch was decided ahead of the lock. What was not applied has no outcome then.
  bool is_optimistic = false;
};

/// Tells whether writes go on, as a look without the journal's lock found it.
struct JournalStanding {
  /// The reason why every write is refused; nothing where writes go on.
  std::optional<Unavailable::Reason> stopped;
  /// True if commands that name somebody are refused, since identities were lost in a restore.
  bool identities_lost = false;
};

/// One connection with its cache, both thrown away together at the first error. Not for several threads at once.
class JournalSession {
 public:
  /// Connects. Throws ConnectionLost; InvariantViolation if there is no such journal, or another number of them than
  /// the settings say. New epochs are told to `epochs`, and the clocks are shown to `clocks`; both must outlive this.
  /// `notices` must outlive it as well, and is the writer's: a new session goes on with it.
  JournalSession(const JournalSessionSettings& settings, EpochBook& epochs, ClockGate& clocks, NoticeSchedule& notices);

  /// Decides the commands under the journal's lock and commits what comes of them, as one database transaction; their
  /// outcomes, in order. Where
  /// the journal must not be appended to (kafka_guard.hpp, clock_gate.hpp), all are Unavailable and nothing is
  /// recorded. Throws ConnectionLost when it is not known whether they were stored, StatementFailed or
  /// InvariantViolation when they were not. After any of them the session is of no more use.
  /// `traces`, unless it is empty, has for each command where its request stood in a trace, or null; they are stored
  /// for the relay, if there is one.
  WrittenBatch write(std::span<Command> commands, std::span<const CommandGroup> groups = {},
                     std::span<const TraceParent* const> traces = {});

  /// Decides the commands ahead of the journal's lock, as if every batch under way were committed, and sends what comes
  /// of them to be appended: the batch is under way then. Returns false if they have to be decided under the lock, and
  /// were not sent. Throws like write().
  bool send_ahead(std::span<Command> commands, std::span<const CommandGroup> groups = {},
                  std::span<const TraceParent* const> traces = {});
  /// Returns true if it is worth while to send a batch behind the only one that is under way.
  [[nodiscard]] bool takes_another() const;
  /// Waits for the answer to the first batch under way, at most `timeout`. Returns true if it is there. Throws
  /// ConnectionLost.
  bool is_answered_within(std::chrono::microseconds timeout);
  /// Waits for the outcomes of the first batch under way. Returns nothing if it was not appended: then those behind it
  /// were not either, and nothing is under way any more. Throws StatementFailed if nothing of what is under way was
  /// stored, or will be; ConnectionLost if that is not known; InvariantViolation. After any of them the session is of
  /// no more use.
  std::optional<WrittenBatch> receive_sent();
  /// Returns the hashes of the events that the batch under way with this index, 0 for the first, would store; none if
  /// there is no such batch.
  [[nodiscard]] std::set<Hash> events_under_way(std::size_t index) const;

  /// Tells the followers of a journal whose pause the latest batches ended (commit_notice.hpp). A transaction of its
  /// own, so that whatever becomes of it, what was recorded stays; a server that refuses it is left alone for a minute.
  /// Throws ConnectionLost, after which the session is of no more use.
  void send_notices();

  /// The first event of a newer program that was met, if any: by now the program is too old for its database.
  [[nodiscard]] const std::optional<Event>& newer_event() const { return newer_event_; }

  /// Returns true if tries fail again and again, mostly since other writers are as busy: a batch waits for its turn
  /// then.
  [[nodiscard]] bool takes_turns() const { return optimism_.is_rarely_tried(); }

  /// Returns how many accounts are in memory.
  [[nodiscard]] std::size_t cached_accounts() const { return cache_.size(); }

  /// Hands out the hashes of the events that write() left in doubt.
  [[nodiscard]] std::set<Hash> take_in_doubt() { return std::exchange(in_doubt_, {}); }

  /// Asks the server whether it is there and whether the journal may be appended to. For telling it: `write` asks
  /// again under the lock. Throws ConnectionLost or StatementFailed.
  JournalStanding check();

 private:
  /// A batch that was decided ahead of the lock and sent, and the answer to which was not received yet.
  struct UnderWay {
    DecidedBatch batch;
    /// The journal's end that it was decided on.
    ChainHead head_before;
    /// The time when it was sent, since the host's start.
    std::chrono::microseconds asked{};
    bool are_all_applied = false;
  };

  std::optional<LoadedState> remembered_for(std::span<const Command> commands);
  std::optional<LoadedState> decidable_ahead(std::span<const Command> commands);
  void send_append(UnderWay& sent, std::span<const TraceParent* const> traces);
  bool receive_append();
  void receive_what_follows();
  void forget_under_way();
  [[nodiscard]] EventTraces traces_of(const DecidedBatch& batch, std::span<const TraceParent* const> traces) const;
  void remember_events(const DecidedBatch& batch);
  void remember_committed(const LoadedState& loaded, const DecidedBatch& batch);
  void note_journals(const LoadedState& loaded, const DecidedBatch& batch);
  LoadedState lock_and_load(std::span<const Command> commands);
  std::vector<JournalId> journals_of(std::span<const Command> commands);
  void send_locks(std::span<const JournalId> journals);
  void send_look_ups(std::span<const Command> commands);
  void receive_look_ups(LoadedState& loaded, bool with_opens);
  bool catch_up(const PostgresResult& rows, LoadedState& loaded);
  void add_database(PostgresParameters& parameters) const;
  Account account_after(const Event& event);
  void heed_guard(const PostgresResult& rows, JournalId journal, LoadedState& loaded);
  void heed_clocks(LoadedState& loaded);
  void learn_epochs();
  WrittenBatch refuse_all(std::size_t commands, Unavailable::Reason reason);
  bool knows_all_accounts(std::span<const Command> commands);
  void load_accounts_again(std::span<const Command> commands, LoadedState& loaded);
  DecidedBatch decide_with_due_holds(std::span<Command> commands, std::span<const CommandGroup> groups,
                                     LoadedState& loaded);
  bool load_due_holds(std::span<const AccountId> accounts, LoadedState& loaded);
  PostgresResult look_up_due_holds(std::span<const AccountId> accounts, Moment due);
  void note_placed_holds(const DecidedBatch& batch);
  void remember_due_holds(const LoadedState& loaded, const DecidedBatch& batch);
  void append_and_commit(const DecidedBatch& batch, std::span<const TraceParent* const> traces);
  void remember(std::span<const Account> accounts);

  PostgresConnection connection_;
  JournalId journal_;
  const std::int64_t journal_count_;
  const Moment books_closed_until_;
  const KafkaGuard kafka_guard_;
  const OptimisticAppend optimistic_append_;
  EpochBook& epochs_;
  ClockGate& clocks_;
  NoticeSchedule& notices_;
  /// The clock reading of the batch under the lock.
  ClockReading clock_reading_;
  /// Journals whose epoch is not the one that the book has.
  std::vector<JournalId> rewound_;
  /// Identity of the database up to its table's oid, which may change under a session, and timeline.
  std::string database_identity_;
  std::int64_t database_timeline_ = 0;
  Hash genesis_hash_{};
  /// The object id of type event_row.
  std::uint32_t row_type_ = 0;
  /// Accounts of this session's own journal only: of others, nothing is known without their lock.
  AccountCache cache_;
  /// Emptied whenever the account cache is.
  OpenHoldCache open_holds_;
  DueMemory due_memory_;
  /// Nothing until the first batch. With batches under way, the end that the journal has once they are committed.
  std::optional<ChainHead> head_;
  Chain chain_;
  std::set<Hash> in_doubt_;
  Optimism optimism_;
  /// In the order in which they were sent.
  std::deque<UnderWay> under_way_;
  /// The value of refusal_fence when the journal ended at `head_`.
  std::int64_t fence_ = 0;
  std::optional<Event> newer_event_;
  PostgresParameters parameters_;
  /// The accounts that the latest look-up asked for, because they were not cached.
  std::unordered_set<std::int64_t> requested_accounts_;
  /// True if it asked for any: what would find nothing is not sent.
  bool asks_for_accounts_ = false;
};

}  // namespace ledger
