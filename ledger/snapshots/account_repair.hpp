// One account's snapshots made anew from its events and held against the live ones, page by page.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ledger/domain/account.hpp"
#include "ledger/domain/event.hpp"
#include "ledger/postgres/database_settings.hpp"

namespace ledger {

/// Rows of one table that are not what the account's events lead to.
struct TableDrift {
  std::string table;
  std::int64_t missing = 0;
  std::int64_t unexpected = 0;
};

/// The differences that were found and put right.
struct RepairReport {
  /// The position up to which the journal was projected when the repair began to compare.
  Position position;
  /// The state that the events up to there lead to; nothing for an account that was opened later.
  std::optional<Account> expected;
  /// The state that the snapshot had then.
  std::optional<Account> found;
  /// The tables with drift. Rows that a projector wrote meanwhile, misled by such drift, count as well.
  std::vector<TableDrift> drift;

  [[nodiscard]] std::int64_t rows() const;
};

/// The account's events from a version on, in order, at most `limit`; none at the end.
using AccountEvents = std::function<std::vector<Event>(Version first, std::int64_t limit)>;

/// All greater than zero.
struct RepairLimits {
  /// Events that are projected at once before anything is locked.
  std::int64_t page_events = 10'000;
  /// Rows that are compared while the checkpoint is locked: some milliseconds' work.
  std::int64_t page_rows = 2'000;
  /// The most times that all pages are gone through until none differs.
  int passes_max = 5;
};

/// Called before each page: for a pause, or to throw and give the repair up.
using BetweenPages = std::function<void()>;

/// Compares and, where they differ, replaces the account's snapshots. Each page is a transaction of its own under the
/// lock of the journal's checkpoint, so a projector waits for a page at most, and starts over when something was
/// changed. Every page first puts right what a projector goes on from (the account's row, its slots and the last rows
/// of its runs), so that what the projector adds between two pages is right. Events are only read, so a repair changes
/// no money; one that is broken off has put right what it came to, and can be begun again. Time is proportional to the
/// account's events. Throws as PostgresConnection does, InvariantViolation for events that cannot follow each other,
/// and whatever `events` and `between` throw.
RepairReport repair_account(const DatabaseSettings& settings, JournalId journal, AccountId account,
                            const AccountEvents& events, const BetweenPages& between = {}, RepairLimits limits = {});

}  // namespace ledger
