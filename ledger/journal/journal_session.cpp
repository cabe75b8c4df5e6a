#include "ledger/journal/journal_session.hpp"

#include <algorithm>
#include <string>

#include "ledger/directory/texts_sql.hpp"
#include "ledger/domain/invariant.hpp"
#include "ledger/journal/event_columns.hpp"
#include "ledger/journal/event_reader.hpp"
#include "ledger/journal/journal_sql.hpp"
#include "ledger/journal/recorded_rows.hpp"
#include "ledger/journal/text_columns.hpp"

namespace ledger {
namespace {

// A batch takes milliseconds. These bound how long a lock can be waited for and how long one held by a writer that
// vanished stays; a command's own deadline is longer, so that it survives one such wait.
constexpr SessionLimits writer_limits{.statement = std::chrono::seconds(5),
                                      .lock = std::chrono::seconds(4),
                                      .idle_in_transaction = std::chrono::seconds(3)};
constexpr std::chrono::seconds answer_deadline{7};

/// Events of another writer that are read to keep the cache; of more, only the last.
constexpr std::int64_t catch_up_events_max = 5'000;

constexpr const char* session_sql[] = {
    // Index plans whatever the statistics say: a table that grows from nothing is not analysed in time.
    "set plan_cache_mode = force_generic_plan",
    "set enable_seqscan = off",
    "set enable_hashjoin = off",
    "set enable_mergejoin = off",
    // An acknowledged transaction is durable, whatever the server's default is.
    "select set_config('synchronous_commit', 'on', false)"
    " where current_setting('synchronous_commit') in ('off', 'local')",
};
constexpr const char* journal_count_sql = "select count(*) from journal";
constexpr const char* genesis_sql = "select genesis_hash from journal where journal = $1::smallint";

struct Statement {
  const char* name;
  const char* sql;
};

bool opens_account(const Command& command) { return std::holds_alternative<OpenAccount>(command); }

void must_be_committed(const PostgresResult& result) {
  // A COMMIT of a transaction that had failed answers with ROLLBACK, and without an error.
  must_hold(std::string_view(PQcmdStatus(result.raw())) == "COMMIT", "the server rolled back instead of committing");
}

}  // namespace

JournalSession::JournalSession(const DatabaseSettings& settings, JournalId journal, std::size_t cached_accounts_max)
    : connection_(connection_string(settings, writer_limits, "ledger-writer"), {.deadline = answer_deadline, .stop = {}}),
      journal_(journal),
      cache_(cached_accounts_max) {
  for (const auto* sql : session_sql) connection_.execute(sql);
  const Statement statements[] = {
      {"begin", journal_sql::begin},
      {"lock", journal_sql::lock},
      {"catch_up", journal_sql::catch_up().c_str()},
      {"last_of_journal", journal_sql::last_of_journal().c_str()},
      {"last_events", journal_sql::last_events().c_str()},
      {"recorded", journal_sql::recorded().c_str()},
      {"fresh_accounts", journal_sql::fresh_accounts},
      {"taken_external_ids", taken_external_ids_sql},
      {"append", journal_sql::append},
      {"insert_comments", insert_comments_sql},
      {"insert_identities", insert_identities_sql},
      {"commit", journal_sql::commit},
  };
  for (const auto& statement : statements) connection_.prepare(statement.name, statement.sql);
  journal_count_ = connection_.execute(journal_count_sql).int64(0, 0);
  parameters_.add_int16(journal_.value);
  const auto genesis = connection_.execute(genesis_sql, parameters_);
  must_hold(genesis.rows() == 1, "there is no such journal");
  genesis_hash_ = hash_in(genesis.bytes(0, 0));
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

std::vector<Outcome> JournalSession::write(std::span<Command> commands) {
  const LoadedState loaded = lock_and_load(commands);
  DecidedBatch batch = decide_batch(journal_, commands, loaded, cache_, chain_);
  append_and_commit(batch);
  // Known to be committed: only now does the cache learn of it.
  for (const auto& account : loaded.accounts) cache_.put(account);
  for (const auto& account : batch.accounts) cache_.put(account);
  head_ = batch.head;
  return batch.take_outcomes();
}

LoadedState JournalSession::lock_and_load(std::span<const Command> commands) {
  const bool with_opens = std::any_of(commands.begin(), commands.end(), opens_account);
  send_look_ups(commands);
  connection_.next_result();  // begin
  must_hold(connection_.next_result().rows() == 1, "the journal to lock is there");
  LoadedState loaded;
  const bool cache_is_right = catch_up(connection_.next_result(), loaded);
  receive_look_ups(loaded, with_opens);
  connection_.finish_sync();
  if (!cache_is_right || !knows_all_accounts(commands)) load_accounts_again(commands, loaded);
  return loaded;
}

void JournalSession::send_look_ups(std::span<const Command> commands) {
  auto& accounts = requested_accounts_;
  accounts.clear();
  std::vector<std::span<const std::uint8_t>> uids;
  std::vector<std::string_view> external_ids;
  std::int64_t opens = 0;
  for (const auto& command : commands) {
    uids.emplace_back(uid_of(command).bytes);
    if (const auto* open = std::get_if<OpenAccount>(&command)) {
      ++opens;
      if (open->identity.external_id) external_ids.emplace_back(*open->identity.external_id);
    } else if (cache_.find(account_of(command)) == nullptr) {
      accounts.insert(account_of(command).value);
    }
  }

  const auto send = [this](const char* name) { connection_.send_prepared(name, parameters_); };
  parameters_.clear();
  send("begin");
  parameters_.add_int16(journal_.value);
  send("lock");
  if (head_ && head_->position > Position(0)) {
    parameters_.add_int64(head_->position.value);
    parameters_.add_int64(catch_up_events_max + 1);
    send("catch_up");
  } else {
    send("last_of_journal");
  }
  parameters_.clear();
  parameters_.add_int64_array(std::vector<std::int64_t>(accounts.begin(), accounts.end()));
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
  }
  connection_.sync();
}

void JournalSession::receive_look_ups(LoadedState& loaded, bool with_opens) {
  const auto accounts = connection_.next_result();
  for (int row = 0; row < accounts.rows(); ++row) loaded.accounts.push_back(state_after(event_from_row(accounts, row)));
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
}

/// Brings head and cache up to date with what other writers committed; false if the cache had to be emptied.
bool JournalSession::catch_up(const PostgresResult& rows, LoadedState& loaded) {
  must_hold(rows.rows() > 0, "the journal's end comes with the clock");
  loaded.clock = moment_from_microseconds(rows.int64(0, clock_column));
  const bool is_empty = rows.is_null(0, 0);
  if (!head_ || head_->position == Position(0)) {
    loaded.head = {.position = Position(0), .hash = genesis_hash_};
    if (!is_empty) {
      const auto last = event_from_row(rows, 0);
      loaded.head = {.position = last.position, .hash = last.hash, .recorded = last.recorded};
    }
    return cache_.size() == 0;
  }
  const auto first = is_empty ? Event{} : event_from_row(rows, 0);
  const ChainHead found{.position = first.position, .hash = first.hash, .recorded = first.recorded};
  if (found != *head_ || rows.rows() > catch_up_events_max) {
    // The database was restored, or another writer is far ahead. Nothing that is remembered counts any more.
    cache_.clear();
    head_.reset();
    return false;
  }
  loaded.head = found;
  for (int row = 1; row < rows.rows(); ++row) {
    const auto event = event_from_row(rows, row);
    must_hold(event.position == loaded.head.position.next(), "a gap in the positions of a journal");
    cache_.put(state_after(event));
    loaded.head = {.position = event.position, .hash = event.hash, .recorded = event.recorded};
  }
  head_ = loaded.head;
  return true;
}

/// Whether each account was either asked for or is cached still: catching up may have pushed one out, and an account
/// that is not known must not look like one that does not exist.
bool JournalSession::knows_all_accounts(std::span<const Command> commands) {
  return std::all_of(commands.begin(), commands.end(), [this](const Command& command) {
    const auto account = account_of(command);
    return opens_account(command) || requested_accounts_.contains(account.value) || cache_.find(account) != nullptr;
  });
}

/// After the cache was emptied: the journal's end and the accounts that were thought to be cached, still under the
/// lock.
void JournalSession::load_accounts_again(std::span<const Command> commands, LoadedState& loaded) {
  std::vector<std::int64_t> accounts;
  for (const auto& command : commands) {
    if (!opens_account(command)) accounts.push_back(account_of(command).value);
  }
  std::sort(accounts.begin(), accounts.end());
  accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
  parameters_.clear();
  parameters_.add_int16(journal_.value);
  connection_.send_prepared("last_of_journal", parameters_);
  parameters_.clear();
  parameters_.add_int64_array(accounts);
  connection_.send_prepared("last_events", parameters_);
  connection_.sync();
  catch_up(connection_.next_result(), loaded);
  const auto rows = connection_.next_result();
  loaded.accounts.clear();
  for (int row = 0; row < rows.rows(); ++row) loaded.accounts.push_back(state_after(event_from_row(rows, row)));
  connection_.finish_sync();
}

void JournalSession::append_and_commit(const DecidedBatch& batch) {
  int statements = 0;
  if (!batch.transactions.empty()) {
    send_events(batch);
    statements = 1 + send_texts(connection_, batch.transactions);
  }
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

void JournalSession::send_events(const DecidedBatch& batch) {
  EventColumns columns(batch.event_count());
  for (const auto& transaction : batch.transactions) {
    for (const auto& event : transaction.legs) columns.add(event);
  }
  parameters_.clear();
  parameters_.add_int16(journal_.value);
  parameters_.add_int64(microseconds_since_epoch(batch.head.recorded));
  columns.add_to(parameters_);
  connection_.send_prepared("append", parameters_);
}

}  // namespace ledger
