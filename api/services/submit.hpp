// Handing a command to the writer from a coroutine.
#pragma once

#include "api/http/task.hpp"
#include "ledger/journal/writer.hpp"

namespace ledger::api {

/// Queues the command and suspends until its outcome is known, which the writer's deadline bounds.
Task<Outcome> submit(Writer& writer, Command command);

}  // namespace ledger::api
