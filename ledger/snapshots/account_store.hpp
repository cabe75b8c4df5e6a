// The accounts that a projection has in memory: a bounded cache of what the snapshot tables hold.
#pragma once

#include <list>
#include <optional>
#include <unordered_map>
#include <vector>

#include "ledger/snapshots/snapshot_target.hpp"

namespace ledger {

/// The entries of a run that is complete in memory.
struct KeptRun {
  RunNumber number;
  std::vector<RunEntry> entries;
};

/// An account as far as its last event applied.
struct ProjectedAccount {
  AccountId id;
  /// Nothing before the account's first event.
  std::optional<Account> state;
  Position position;
  JournalId journal;
  AccountRuns runs;
  /// Short runs that are complete; merging them needs no look into the tables.
  std::vector<KeptRun> kept;
  /// Not in account_snapshot as it is here.
  bool changed = false;
  /// In account_snapshot at all.
  bool stored = false;

  [[nodiscard]] AccountSnapshot snapshot() const;
};

/// In order of use. What is dropped is loaded again when it is needed.
class AccountStore {
 public:
  /// The account if it is here; it is then the one used last. Valid until dropped.
  ProjectedAccount* find(AccountId id);
  /// Adds an account that is not here.
  ProjectedAccount& add(ProjectedAccount account);

  [[nodiscard]] std::size_t size() const { return by_use_.size(); }
  /// The accounts beyond the `accounts_max` used last, and forgets about them.
  std::vector<ProjectedAccount> take_beyond(std::size_t accounts_max);
  /// Forgets the kept entries of the accounts used longest ago until three quarters of `entries_max` are left, if
  /// there are more than `entries_max`. Needs the number of entries kept now; returns what it is afterwards.
  std::size_t drop_entries(std::size_t entries, std::size_t entries_max);

  /// Returns the accounts from the one used last to the one used longest ago.
  [[nodiscard]] std::list<ProjectedAccount>& by_use() { return by_use_; }

 private:
  std::list<ProjectedAccount> by_use_;
  std::unordered_map<AccountId, std::list<ProjectedAccount>::iterator> by_id_;
};

}  // namespace ledger
