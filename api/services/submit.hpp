// Handing a command to the writer from a coroutine.
#pragma once

#include "api/coroutines/task.hpp"
#include "ledger/writer/writer.hpp"

namespace ledger::api {

/// Queues the command and suspends until its outcome is known, which the writer's deadline bounds.
Task<Outcome> submit(Writer& writer, Command command);

/// Does the same with commands of which all are recorded or none. At least one.
Task<std::vector<Outcome>> submit_atomic(Writer& writer, std::vector<Command> commands);
/// Does the same with commands each of which stands for itself; suspends until all are done. At least one.
Task<std::vector<Outcome>> submit_each(Writer& writer, std::vector<Command> commands);

}  // namespace ledger::api
