#include "ledger/journal/journal_session.hpp"

#include <algorithm>
#include <string>

#include "ledger/directory/texts_sql.hpp"
#include "ledger/domain/invariant.hpp"
#include "ledger/journal/batch_append.hpp"
#include "ledger/journal/epoch_query.hpp"
#include "ledger/journal/event_reader.hpp"
#include "ledger/journal/journal_sql.hpp"
#include "ledger/journal/recorded_rows.hpp"

namespace ledger {
namespace {

// A batch takes milliseconds. These bound how long a lock can be waited for and how long one held by a writer that
// vanished stays; a command's own deadline is longer, so that it survives one such wait.
constexpr SessionLimits writer_limits{.statement = std::chrono::seconds(5),
                                      .lock = std::chrono::seconds(4),
                                      .idle_in_transaction = std::chrono::seconds(3)};
constexpr std::chrono::seconds session_answer_deadline{7};

constexpr const char* session_sql[] = {
    // Index plans whatever the statistics say: a table that grows from nothing is not analysed in time.
    "set plan_cache_mode = force_generic_plan",
    "set enable_seqscan = off",
    "set enable_hashjoin = off",
    "set enable_mergejoin = off",
    // A commit that might not have been replicated says so in a warning only.
    "set client_min_messages = warning",
    // An acknowledged transaction is durable, whatever the server's default is.
    ("select set_config('synchronous_commit', 'on', false)"
     " where current_setting('synchronous_commit') in ('off', 'local')"),
};
constexpr const char* journal_count_sql = "select count(*) from journal";
constexpr const char* database_sql = "select database_identity(), database_timeline()";

struct Statement {
  const char* name;
  const char* sql;
};

void must_be_committed(const PostgresResult& result) {
  // A COMMIT of a transaction that had failed answers with ROLLBACK, and without an error.
  must_hold(std::string_view(PQcmdStatus(result.raw())) == "COMMIT", "the server rolled back instead of committing");
}

}  // namespace

JournalSession::JournalSession(const JournalSessionSettings& settings, EpochBook& epochs, ClockGate& clocks)
    : connection_(connection_string(settings.database, writer_limits, "ledger-writer"),
                  {.deadline = session_answer_deadline, .stop = {}}),
      journal_(settings.journal),
      journal_count_(settings.journal_count),
      books_closed_until_(settings.books_closed_until),
      kafka_guard_(settings.kafka_guard),
      epochs_(epochs),
      clocks_(clocks),
      cache_(settings.cached_accounts_max) {
  for (const auto* sql : session_sql) connection_.execute(sql);
  const Statement statements[] = {
      {"begin", journal_sql::begin},
      {"lock", journal_sql::lock},
      {"catch_up", journal_sql::catch_up().c_str()},
      {"last_of_journal", journal_sql::last_of_journal().c_str()},
      {"last_events", journal_sql::last_events().c_str()},
      {"recorded", journal_sql::recorded().c_str()},
      {"accounts_of_transactions", journal_sql::accounts_of_transactions},
      {"fresh_accounts", journal_sql::fresh_accounts},
      {"taken_external_ids", taken_external_ids_sql},
      {"taken_logins", taken_logins_sql},
      {"identities_lost", identities_lost_sql},
      {"epochs", epochs_sql},
      {"commit", journal_sql::commit},
  };
  for (const auto& statement : statements) connection_.prepare(statement.name, statement.sql);
  prepare_append(connection_);
  must_hold(connection_.execute(journal_count_sql).int64(0, 0) == journal_count_,
            "the database has another number of journals than this program was told");
  parameters_.add_int16(journal_.value);
  const auto genesis = connection_.execute(journal_sql::genesis, parameters_);
  must_hold(genesis.rows() == 1, "there is no such journal");
  genesis_hash_ = hash_in(genesis.bytes(0, 0));
  const auto database = connection_.execute(database_sql);
  database_identity_ = database.text(0, 0);
  database_identity_.resize(database_identity_.rfind(':') + 1);
  database_timeline_ = database.int64(0, 1);
  connection_.enter_pipeline();
}

void JournalSession::check() {
  parameters_.clear();
  connection_.send_prepared("begin", parameters_);
  connection_.send_prepared("commit", parameters_);
  connection_.sync();
  connection_.next_result();
  connection_.next_result();
  connection_.finish_sync();
}

std::vector<Outcome> JournalSession::write(std::span<Command> commands, std::span<const AtomicUnit> atomic_units) {
  const LoadedState loaded = lock_and_load(commands);
  if (loaded.stopped) return refuse_all(commands.size(), *loaded.stopped);
  DecidedBatch batch = decide_batch(commands, atomic_units, loaded, cache_, chain_);
  try {
    append_and_commit(batch);
  } catch (...) {
    for (const auto& transaction : batch.transactions) {
      for (const auto& leg : transaction.new_legs()) in_doubt_.insert(leg.hash);
    }
    throw;
  }
  // Known to be committed: only now does the cache learn of it.
  remember(loaded.accounts);
  remember(batch.accounts);
  head_ = batch.journals.front().head;
  return batch.take_outcomes();
}

/// Ends the transaction, in which nothing was written.
std::vector<Outcome> JournalSession::refuse_all(std::size_t commands, Unavailable::Reason reason) {
  parameters_.clear();
  connection_.send_prepared("commit", parameters_);
  connection_.sync();
  connection_.next_result();
  connection_.finish_sync();
  return std::vector<Outcome>(commands, Unavailable{reason});
}

void JournalSession::remember(std::span<const Account> accounts) {
  for (const auto& account : accounts) {
    if (journal_of(account.id, journal_count_) == journal_) cache_.put(account);
  }
}

void JournalSession::append_and_commit(const DecidedBatch& batch) {
  const int statements = send_batch(connection_, batch);
  // Also without events: the lock gave this transaction an id, so its commit waits for a synchronous standby past
  // every earlier one, and what the replays say is as durable as what they repeat.
  parameters_.clear();
  connection_.send_prepared("commit", parameters_);
  connection_.sync();
  for (int index = 0; index < statements; ++index) connection_.next_result();
  must_be_committed(connection_.next_result());
  connection_.finish_sync();
  if (connection_.take_replication_doubt()) {
    throw ConnectionLost("a commit might not have been replicated: its outcome is in doubt");
  }
}

}  // namespace ledger
