// The balance dialect, whatever it is spoken over: an older service's calls as commands. Its amounts are minor units.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/coroutines/task.hpp"
#include "api/services/context/app_context.hpp"
#include "ledger/domain/recorded_transaction.hpp"
#include "ledger/domain/values/trace_parent.hpp"
#include "ledger/writer/batch/outcome.hpp"

namespace ledger::api::balance {

/// Longest id of a transaction in its client's own system, in bytes.
constexpr std::size_t external_tx_id_bytes_max = 256;

/// The user whose balance a call is about, and its caller.
struct Call {
  /// The account's external_id.
  std::string user_id;
  /// The principal's id.
  std::string actor;
  /// Where the call stands in its client's trace.
  std::optional<TraceParent> trace;
};

/// A balance as this dialect's clients see it. Without a limit `maximum` is the greatest int64.
struct Balance {
  MinorUnits current = 0;
  MinorUnits maximum = 0;
  MinorUnits locked_total = 0;
};

/// Returns the balance after an account's last event; zeros for an unknown account.
Balance balance_of(const std::optional<Event>& last);

/// A hold as its client names it.
struct Transaction {
  std::string service_id;
  std::string external_tx_id;
};

/// "locked", "confirmed" or "canceled", which an expired one is too. Of a transaction that begins with hold_placed.
std::string_view status_of(const RecordedTransaction& hold);

/// Raises or lowers the account's limit; opens an unknown one, whose limit is 0, unless that is refused. `delta` is not
/// the least int64. All four return the command's outcome: of one that was applied the last leg has the balance. They
/// throw ReadsUnavailable.
Task<Outcome> change_limit(AppContext& services, Call call, MinorUnits delta, std::optional<Uid> uid);
/// Deposits, or withdraws where `delta` is negative; an unknown account has no room for either. `delta` is not the
/// least int64.
Task<Outcome> change_current(AppContext& services, Call call, MinorUnits delta, std::optional<Uid> uid);
/// Places a hold, for hold_timeout_min to hold_timeout_max; an unknown account has no money for it. Done again, with
/// whatever amount, it is a replay of the first.
Task<Outcome> open_transaction(AppContext& services, Call call, Transaction transaction, MinorUnits amount,
                               std::chrono::seconds timeout);

enum class Closing { confirm, cancel };
/// Ends a hold, or returns what it became. An unknown account has no holds.
Task<Outcome> close_transaction(AppContext& services, Call call, Transaction transaction, Closing closing);

}  // namespace ledger::api::balance
