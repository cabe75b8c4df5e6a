// The writer's session with the database: everything that a batch asks and stores, in two pipelines.
#pragma once

#include <optional>
#include <span>
#include <unordered_set>

#include "ledger/common/postgres.hpp"
#include "ledger/journal/account_cache.hpp"
#include "ledger/journal/batch.hpp"

namespace ledger {

/// One connection with its cache, both thrown away together at the first error. Not for several threads at once.
class JournalSession {
 public:
  /// Connects. Throws ConnectionLost; InvariantViolation if there is no such journal.
  JournalSession(const DatabaseSettings& settings, JournalId journal, std::size_t cached_accounts_max);

  /// Decides the commands and commits what comes of them, as one database transaction; their outcomes, in order.
  /// Throws ConnectionLost when it is not known whether they were stored, StatementFailed or InvariantViolation when
  /// they were not. After any of them the session is of no more use.
  std::vector<Outcome> write(std::span<Command> commands);

  /// Asks the server whether it is there. Throws ConnectionLost or StatementFailed.
  void check();

 private:
  LoadedState lock_and_load(std::span<const Command> commands);
  void send_look_ups(std::span<const Command> commands);
  void receive_look_ups(LoadedState& loaded, bool with_opens);
  bool catch_up(const PostgresResult& rows, LoadedState& loaded);
  bool knows_all_accounts(std::span<const Command> commands);
  void load_accounts_again(std::span<const Command> commands, LoadedState& loaded);
  void append_and_commit(const DecidedBatch& batch);
  void send_events(const DecidedBatch& batch);

  PostgresConnection connection_;
  JournalId journal_;
  std::int64_t journal_count_ = 1;
  Hash genesis_hash_{};
  AccountCache cache_;
  /// Nothing until the first batch.
  std::optional<ChainHead> head_;
  Chain chain_;
  PostgresParameters parameters_;
  /// The accounts that the latest look-up asked for, because they were not cached.
  std::unordered_set<std::int64_t> requested_accounts_;
};

}  // namespace ledger
