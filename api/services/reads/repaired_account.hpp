// The use case that repairs an account's snapshots.
#pragma once

#include <optional>

#include "api/coroutines/task.hpp"
#include "api/services/context/app_context.hpp"
#include "ledger/publication/position_token.hpp"

namespace ledger::api {

struct RepairedAccount {
  RepairReport report;
  /// Up to where the events were compared.
  PositionToken position;
};

/// Derives the account's snapshots again. Returns nothing if there is no such account. Throws like Repairs::run().
Task<std::optional<RepairedAccount>> repair_snapshots(AppContext& services, AccountId account);

}  // namespace ledger::api
