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

/// Returns the last event of the account with this outside id. If there is none, `actor` opens one with the default
/// currency and a limit of 0, whose holder's name is the outside id. Returns the outcome of opening it if that fails.
/// Throws ReadsUnavailable.
Task<std::variant<Event, Outcome>> find_or_open_dialect_account(AppContext& services, std::string external_id,
                                                                std::string actor);

}  // namespace ledger::api
