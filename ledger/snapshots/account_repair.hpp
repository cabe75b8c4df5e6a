// One account's snapshots made anew from its events and held against the live ones.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ledger/common/database_settings.hpp"
#include "ledger/domain/account.hpp"
#include "ledger/domain/event.hpp"

namespace ledger {

/// Rows of one table that are not what the account's events lead to.
struct TableDrift {
  std::string table;
  std::int64_t missing = 0;
  std::int64_t unexpected = 0;
};

/// What was found, and put right.
struct RepairReport {
  /// How far the journal was projected: what came later is no part of the snapshots.
  Position position;
  /// As the events say; nothing for an account that was opened later.
  std::optional<Account> expected;
  /// As the snapshot had it.
  std::optional<Account> found;
  /// The tables with drift.
  std::vector<TableDrift> drift;

  [[nodiscard]] std::int64_t rows() const;
};

/// The account's events from a version on, in order, as many as it likes; none at the end.
using AccountEvents = std::function<std::vector<Event>(Version first)>;

/// Compares and, where they differ, replaces the account's snapshots, in one transaction and under the lock of the
/// journal's checkpoint: the projector waits, and starts over if something was changed. Events are only read, so it
/// changes no money. A million events take several seconds. Throws as PostgresConnection does, InvariantViolation for
/// events that cannot follow each other, and whatever `events` throws; nothing has changed then.
RepairReport repair_account(const DatabaseSettings& settings, JournalId journal, AccountId account,
                            const AccountEvents& events);

}  // namespace ledger
