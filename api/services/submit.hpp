// Handing a command to the writer from a coroutine.
#pragma once

#include <memory>
#include <vector>

#include "api/coroutines/task.hpp"
#include "ledger/writer/writer.hpp"

namespace ledger::api {

/// Queues the command and suspends until its outcome is known, which the writer's deadline bounds. `trace` is where the
/// request stands in its client's trace.
Task<Outcome> submit(Writer& writer, Command command, std::optional<TraceParent> trace);

/// Does the same with commands of which all are recorded or none. At least one.
Task<std::vector<Outcome>> submit_atomic(Writer& writer, std::vector<Command> commands,
                                         std::optional<TraceParent> trace);

/// Commands each of which stands for itself, handed to the writer to be awaited later: whoever submits many can work
/// while they are under way.
class SubmittedCommands {
 public:
  /// Queues the commands; at least one.
  SubmittedCommands(Writer& writer, std::vector<Command> commands, const std::optional<TraceParent>& trace);
  /// Suspends until all are done. To be called once; this object must outlive it.
  [[nodiscard]] Task<std::vector<Outcome>> outcomes() const;

 private:
  struct Arrival;
  std::shared_ptr<Arrival> arrival_;
};

}  // namespace ledger::api
