// Accounts by the ids that a dialect's clients use: the account's external_id.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "api/coroutines/task.hpp"
#include "api/services/app_context.hpp"
#include "ledger/domain/event.hpp"
#include "ledger/writer/batch/outcome.hpp"

namespace ledger::api {

/// The last event of the account with this outside id, that is its state; nothing if there is none. Throws
/// ReadsUnavailable, also where there seems to be none but identities were lost in a restore.
Task<std::optional<Event>> find_dialect_account(AppContext& services, std::string external_id);

/// Likewise; where there is none, one is opened by `actor` in the default currency with a limit of 0, and its holder is
/// called by the outside id. Else what became of the opening. Throws ReadsUnavailable.
Task<std::variant<Event, Outcome>> find_or_open_dialect_account(AppContext& services, std::string external_id,
                                                                std::string actor);

}  // namespace ledger::api
