// Checks that accounts' snapshots are what their events lead to.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/domain/event.hpp"
#include "ledger/postgres/postgres.hpp"
#include "ledger/snapshots/compared_snapshots.hpp"

namespace ledger {

/// Some versions of an account, both included.
struct VersionRange {
  AccountId account;
  Version first;
  Version last;
};

/// The events in these ranges that exist, range by range and by version.
using EventsInRanges = std::function<std::vector<Event>(std::span<const VersionRange>)>;

/// An account as its events have it.
struct CheckedAccount {
  AccountId id;
  JournalId journal;
  /// About how many events it has: accounts are compared some at once.
  std::int64_t events = 0;
};

/// Compares account_snapshot, run_slot and run_row of an account with what a projection of its events makes, as of the
/// version that its snapshot has reached; the projector, repairs and rebuilds may be at work meanwhile. Holds no
/// database snapshot longer than a statement takes. Memory is bounded. Not for use by several threads at once.
class AccountCheck {
 public:
  /// The connection must outlive it.
  AccountCheck(PostgresConnection& connection, EventsInRanges events)
      : connection_(connection), events_(std::move(events)) {}

  /// The first row that is wrong, missing or too much; nothing if all is well. `compared` is told how many accounts and
  /// about how many events are done, now and then. Throws ConnectionLost, StatementFailed, and whatever `events`
  /// throws.
  std::optional<std::string> check(std::span<const CheckedAccount> accounts,
                                   const std::function<void(std::size_t accounts, std::int64_t events)>& compared);

  /// A row of one of the tables whose account does not exist; nothing if there is none. Reads each account's first row.
  std::optional<std::string> find_stray_row();

 private:
  struct LiveState;
  std::vector<LiveState> live_states(std::span<const CheckedAccount> accounts);
  std::int64_t generations();
  /// Again if the snapshots were exchanged meanwhile.
  void check_undisturbed(std::span<const CheckedAccount> accounts);
  void check_some(std::span<const CheckedAccount> accounts);
  void check_unprojected(std::span<const LiveState> states);
  void check_projected(std::span<const LiveState> states);
  static void check_state(const LiveState& live, const ComparedSnapshots::Expected& expected);
  /// Checks that the snapshots hold all that was recorded up to the checkpoint.
  void check_following(std::span<const LiveState> states);

  PostgresConnection& connection_;
  EventsInRanges events_;
};

}  // namespace ledger
