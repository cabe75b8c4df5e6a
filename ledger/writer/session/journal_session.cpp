#include "ledger/writer/session/journal_session.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "ledger/directory/texts_sql.hpp"
#include "ledger/domain/values/invariant.hpp"
#include "ledger/journal/epoch_query.hpp"
#include "ledger/journal/event_row.hpp"
#include "ledger/journal/journal_sql.hpp"
#include "ledger/journal/recorded_rows.hpp"
#include "ledger/writer/session/batch_append.hpp"

namespace ledger {
namespace {

constexpr std::chrono::seconds session_answer_deadline{7};

constexpr const char* journal_count_sql = "select count(*) from journal";
/// A writer's session whose client has stopped in the middle of what it sends holds the journal's lock, and no timeout
/// of the server's ends it: it is neither idle nor at work.
constexpr const char* end_stalled_writers_sql =
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where datname = current_database() and usename = current_user and application_name = 'ledger-writer'"
    " and state = 'active' and wait_event = 'ClientRead' and xact_start < clock_timestamp() - interval '3 seconds'";
constexpr const char* database_sql = "select database_identity(), database_timeline()";

struct Statement {
  const char* name;
  const char* sql;
};

void must_be_committed(const PostgresResult& result) {
  // A COMMIT of a transaction that had failed answers with ROLLBACK, and without an error.
  ensure(std::string_view(PQcmdStatus(result.raw())) == "COMMIT", "the server rolled back instead of committing");
}

/// Returns true if somebody is told that nothing was recorded, which the end of the journal does not show.
bool refuses_somebody(const DecidedBatch& batch) {
  const auto is_refused = [](const auto& outcome) { return outcome && !std::holds_alternative<Applied>(*outcome); };
  return std::any_of(batch.outcomes.begin(), batch.outcomes.end(), is_refused);
}

/// Returns the hashes of the new events, but for those of holds that expired to make room for a command.
std::set<Hash> events_of_commands(const DecidedBatch& batch) {
  std::set<Hash> hashes;
  for (const auto& transaction : batch.transactions) {
    if (!transaction.command) continue;
    for (const auto& leg : transaction.new_legs()) hashes.insert(leg.hash);
  }
  return hashes;
}

}  // namespace

JournalSession::JournalSession(const JournalSessionSettings& settings, EpochBook& epochs, ClockGate& clocks,
                               NoticeSchedule& notices)
    : connection_(settings.database, {.application = "ledger-writer", .limits = writer_session_limits},
                  {.deadline = session_answer_deadline, .stop = {}}),
      journal_(settings.journal),
      journal_count_(settings.journal_count),
      books_closed_until_(settings.books_closed_until),
      kafka_guard_(settings.kafka_guard),
      optimistic_append_(settings.optimistic_append),
      epochs_(epochs),
      clocks_(clocks),
      notices_(notices),
      cache_(settings.cached_accounts_max),
      open_holds_(settings.cached_holds_max) {
  const Statement statements[] = {
      {"begin", journal_sql::begin},
      {"lock", journal_sql::lock},
      {"catch_up", journal_sql::catch_up().c_str()},
      {"last_of_journal", journal_sql::last_of_journal().c_str()},
      {"guard_state", journal_sql::guard_state().c_str()},
      {"last_events", journal_sql::last_events().c_str()},
      {"recorded", journal_sql::recorded().c_str()},
      {"accounts_of_transactions", journal_sql::accounts_of_transactions},
      {"due_holds_of_accounts", journal_sql::due_holds_of_accounts().c_str()},
      {"fresh_accounts", journal_sql::fresh_accounts},
      {"taken_external_ids", taken_external_ids_sql},
      {"taken_logins", taken_logins_sql},
      {"identities_lost", identities_lost_sql},
      {"epochs", epochs_sql},
      {"commit", journal_sql::commit},
      {"append_optimistically", journal_sql::append_optimistically},
      {"append_traced", journal_sql::append_traced},
      {"raise_fence", journal_sql::raise_fence},
      {"send_notice", send_notice_sql},
  };
  for (const auto& statement : statements) connection_.prepare(statement.name, statement.sql);
  prepare_append(connection_);
  EventTraces::prepare(connection_);
  connection_.execute(end_stalled_writers_sql);
  ensure(connection_.execute(journal_count_sql).int64(0, 0) == journal_count_,
         "the database has another number of journals than this program was told");
  parameters_.add_int16(journal_.value);
  const auto genesis = connection_.execute(journal_sql::genesis, parameters_);
  ensure(genesis.rows() == 1, "there is no such journal");
  genesis_hash_ = hash_in(genesis.bytes(0, 0));
  const auto database = connection_.execute(database_sql);
  database_identity_ = database.text(0, 0);
  database_identity_.resize(database_identity_.rfind(':') + 1);
  database_timeline_ = database.int64(0, 1);
  row_type_ = static_cast<std::uint32_t>(connection_.execute(event_row_type_sql).int64(0, 0));
  connection_.enter_pipeline();
}

JournalStanding JournalSession::check() {
  parameters_.clear();
  parameters_.add_int16(journal_.value);
  add_database(parameters_);
  connection_.send_prepared("guard_state", parameters_);
  parameters_.clear();
  connection_.send_prepared("identities_lost", parameters_);
  connection_.sync();
  const auto guard = connection_.next_result();
  ensure(guard.rows() == 1, "a journal has a guard");
  JournalStanding standing;
  standing.stopped = reason_to_stop(static_cast<GuardState>(guard.int16(0, 0)), kafka_guard_);
  if (!standing.stopped && !clocks_.is_open()) standing.stopped = Unavailable::Reason::clock_uncertain;
  standing.identities_lost = connection_.next_result().rows() > 0;
  connection_.finish_sync();
  return standing;
}

WrittenBatch JournalSession::write(std::span<Command> commands, std::span<const CommandGroup> groups,
                                   std::span<const TraceParent* const> traces) {
  ensure(under_way_.empty(), "what is under way has its answer before anything is decided under the lock");
  LoadedState loaded = lock_and_load(commands);
  if (loaded.stopped) return refuse_all(commands.size(), *loaded.stopped);
  DecidedBatch batch = decide_with_due_holds(commands, groups, loaded);
  try {
    append_and_commit(batch, traces);
  } catch (...) {
    in_doubt_ = events_of_commands(batch);
    throw;
  }
  remember_committed(loaded, batch);
  const auto expired = batch.expired_for_others();
  return {.outcomes = batch.take_outcomes(), .expired_for_others = expired};
}

std::set<Hash> JournalSession::events_under_way(std::size_t index) const {
  if (index >= under_way_.size()) return {};
  return events_of_commands(under_way_[index].batch);
}

/// For a batch that is committed, or sent: what is decided on it is appended behind it or not at all.
void JournalSession::remember_events(const DecidedBatch& batch) {
  remember(batch.accounts);
  for (const auto& transaction : batch.transactions) {
    for (const auto& event : transaction.new_legs()) open_holds_.note(event);
  }
  head_ = batch.journals.front().head;
  if (!due_memory_.is_empty()) note_placed_holds(batch);
}

void JournalSession::remember_committed(const LoadedState& loaded, const DecidedBatch& batch) {
  remember(loaded.accounts);
  remember_events(batch);
  note_journals(loaded, batch);
  if (!loaded.due_holds.empty()) remember_due_holds(loaded, batch);
}

void JournalSession::note_journals(const LoadedState& loaded, const DecidedBatch& batch) {
  const auto now = std::chrono::steady_clock::now();
  for (std::size_t index = 0; index < batch.journals.size(); ++index) {
    const auto& journal = batch.journals[index];
    if (journal.head.at.position != loaded.journals[index].head.at.position) notices_.recorded(journal.journal, now);
  }
}

void JournalSession::send_notices() {
  const auto journals = notices_.take_due();
  if (journals.empty()) return;
  for (const auto journal : journals) {
    parameters_.clear();
    parameters_.add_text(notice_channel(journal));
    connection_.send_prepared("send_notice", parameters_);
  }
  connection_.sync();
  try {
    for (std::size_t index = 0; index < journals.size(); ++index) connection_.next_result();
    connection_.finish_sync();
  } catch (const StatementFailed& error) {
    // The transaction of the notices alone was rolled back: the events stay, and the session can be used on.
    connection_.finish_sync();
    notices_.failed(std::chrono::steady_clock::now());
    spdlog::warn("followers are not told of commits, and look for them: {}", error.what());
  }
}

/// Ends the transaction, in which nothing was written.
WrittenBatch JournalSession::refuse_all(std::size_t commands, Unavailable::Reason reason) {
  parameters_.clear();
  connection_.send_prepared("raise_fence", parameters_);
  connection_.send_prepared("commit", parameters_);
  connection_.sync();
  fence_ = connection_.next_result().int64(0, 0);
  connection_.next_result();
  connection_.finish_sync();
  return {.outcomes = std::vector<std::optional<Outcome>>(commands, Unavailable{reason}), .expired_for_others = 0};
}

void JournalSession::remember(std::span<const Account> accounts) {
  for (const auto& account : accounts) {
    if (journal_of(account.id, journal_count_) == journal_) cache_.put(account.id, account);
  }
}

/// `traces` has one for each command, or null, or is empty.
EventTraces JournalSession::traces_of(const DecidedBatch& batch, std::span<const TraceParent* const> traces) const {
  EventTraces event_traces;
  // Without a relay nobody would read them, nor remove them.
  if (traces.empty() || kafka_guard_ == KafkaGuard::off) return event_traces;
  for (const auto& transaction : batch.transactions) {
    const TraceParent* const trace = transaction.command ? traces[*transaction.command] : nullptr;
    if (trace == nullptr) continue;
    for (const auto& event : transaction.new_legs()) event_traces.add(event, *trace);
  }
  return event_traces;
}

void JournalSession::append_and_commit(const DecidedBatch& batch, std::span<const TraceParent* const> traces) {
  const bool raises_fence = refuses_somebody(batch);
  int statements = send_batch(connection_, batch, row_type_);
  statements += traces_of(batch, traces).send(connection_);
  parameters_.clear();
  if (raises_fence) connection_.send_prepared("raise_fence", parameters_);
  // Also without events: the lock gave this transaction an id, so its commit waits for a synchronous standby past
  // every earlier one, and what the replays say is as durable as what they repeat.
  parameters_.clear();
  connection_.send_prepared("commit", parameters_);
  connection_.sync();
  for (int index = 0; index < statements; ++index) connection_.next_result();
  if (raises_fence) fence_ = connection_.next_result().int64(0, 0);
  must_be_committed(connection_.next_result());
  connection_.finish_sync();
  if (connection_.take_replication_doubt()) {
    throw ConnectionLost("a commit might not have been replicated: its outcome is in doubt");
  }
}

}  // namespace ledger
