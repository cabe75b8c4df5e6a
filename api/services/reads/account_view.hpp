// The use case that looks an account up at two times: f(effective ≤ date, known at K).
#pragma once

#include <optional>

#include "api/auth/principals/access.hpp"
#include "api/coroutines/task.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/context/result.hpp"
#include "api/services/positions/known_position.hpp"
#include "api/services/positions/position_wait.hpp"
#include "ledger/queries/balance_query.hpp"
#include "ledger/queries/identity_query.hpp"

namespace ledger::api {

/// The two times of a balance: `date` is T, `known_at` is K.
struct DatedQuery {
  std::optional<Moment> date;
  KnownPosition known_at;
};

enum class WithCreation { no, yes };

/// Everything that the query needs, by value.
struct AccountQuery {
  AccountId account;
  JournalId journal;
  DatedQuery dated;
  WithCreation with_creation = WithCreation::no;
};

/// An account's balance at T as known at K, with the holder's name of today.
struct AccountView {
  DatedBalance balance;
  std::optional<Holder> holder;
  /// The time at which the account was opened; only if it was asked for.
  std::optional<Moment> created;
  /// True if K may still become a later position; only if it was asked for by a time.
  std::optional<bool> may_change;
};

/// Returns nothing if there is no such account, or there was none yet at K; refuses what `reader` may not read. The
/// book of epochs knows the epoch of the view's position then. Throws ReadsUnavailable and PositionVoid.
Task<Result<std::optional<AccountView>, Permission>> look_up_account(AppContext& services, const Principal& reader,
                                                                     AccountQuery query, MinimumPosition least);

}  // namespace ledger::api
