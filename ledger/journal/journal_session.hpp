// The writer's session with the database: everything that a batch asks and stores, in two pipelines.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <unordered_set>

#include "ledger/common/postgres.hpp"
#include "ledger/journal/account_cache.hpp"
#include "ledger/journal/batch.hpp"

namespace ledger {

/// One connection with its cache, both thrown away together at the first error. Not for several threads at once.
class JournalSession {
 public:
  /// Connects. Throws ConnectionLost; InvariantViolation if there is no such journal, or another
  /// number of them than `journal_count`. `books_closed_until` is what
  /// decisions are made with.
  JournalSession(const DatabaseSettings& settings, JournalId journal, std::int64_t journal_count,
                 std::size_t cached_accounts_max, Moment books_closed_until);

  /// Decides the commands and commits what comes of them, as one database transaction; their outcomes, in order.
  /// Throws ConnectionLost when it is not known whether they were stored, StatementFailed or InvariantViolation when
  /// they were not. After any of them the session is of no more use.
  std::vector<Outcome> write(std::span<Command> commands, std::span<const AtomicUnit> atomic_units = {});

  /// What the hashes of the events are that a lost connection left in doubt.
  [[nodiscard]] std::set<Hash> take_in_doubt() { return std::move(in_doubt_); }

  /// Asks the server whether it is there. Throws ConnectionLost or StatementFailed.
  void check();

 private:
  LoadedState lock_and_load(std::span<const Command> commands);
  std::vector<JournalId> journals_of(std::span<const Command> commands);
  void send_locks(std::span<const JournalId> journals);
  void send_look_ups(std::span<const Command> commands);
  void receive_look_ups(LoadedState& loaded, bool with_opens);
  bool catch_up(const PostgresResult& rows, LoadedState& loaded);
  bool knows_all_accounts(std::span<const Command> commands);
  void load_accounts_again(std::span<const Command> commands, LoadedState& loaded);
  void append_and_commit(const DecidedBatch& batch);
  void remember(std::span<const Account> accounts);

  PostgresConnection connection_;
  JournalId journal_;
  const std::int64_t journal_count_;
  const Moment books_closed_until_;
  Hash genesis_hash_{};
  /// Accounts of this session's own journal only: of others, nothing is known without their lock.
  AccountCache cache_;
  /// Nothing until the first batch.
  std::optional<ChainHead> head_;
  Chain chain_;
  std::set<Hash> in_doubt_;
  PostgresParameters parameters_;
  /// The accounts that the latest look-up asked for, because they were not cached.
  std::unordered_set<std::int64_t> requested_accounts_;
};

}  // namespace ledger
