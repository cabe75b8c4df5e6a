// The use case of every command: it is carried out if its caller may give it.
#pragma once

#include <variant>

#include "api/auth/principals/access.hpp"
#include "api/coroutines/task.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/context/result.hpp"

namespace ledger::api {

/// Says why a command was not carried out: the caller may not give it, or it was not applied.
struct CommandRefusal {
  /// A permission other than `granted`, or an outcome other than Applied.
  std::variant<Permission, Outcome> reason;
};

/// Hands the command to the writer if `caller` may give it, and returns what was recorded. An erased identity's
/// comments are gone then, too; see forget_holder(). `trace` is where the request stands in its client's trace. Throws
/// ReadsUnavailable, for that command only.
Task<Result<Applied, CommandRefusal>> carry_out(AppContext& services, const Principal& caller, Command command,
                                                std::optional<TraceParent> trace);

}  // namespace ledger::api
