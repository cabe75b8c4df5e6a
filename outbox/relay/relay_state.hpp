// The relay's states, and what leads from one to the other. Pure: the shell in relay.cpp does what a state asks for
// and reports what became of it.
#pragma once

#include <chrono>
#include <string_view>

namespace ledger {

/// The work that the relay is to do now.
enum class Stage {
  take_lease,  ///< wait until no other relay holds it
  start,       ///< fence others, find the cursor, compare with the note
  publish,     ///< one batch a Kafka transaction
  abort,       ///< give the open transaction up and go back to the cursor
  close,       ///< drop the producer and the lease
  halt,        ///< drop the producer and the lease until an operator has decided; looks again now and then
};

/// The result of that work.
enum class StepOutcome {
  done,
  again,           ///< nothing was wrong; the lease is held by another, topics were made
  must_abort,      ///< the transaction cannot be committed
  must_restart,    ///< fatal or unclear: a new producer, from the cursor
  fenced,          ///< another relay has taken over
  needs_operator,  ///< going on might skip or double something
};

struct RelayState {
  Stage stage = Stage::take_lease;
  /// Attempts since a batch was last published.
  int failures = 0;
  /// True if the broker has refused a batch since. Each try leaves an aborted batch in the topics, so tries get rare.
  bool refused = false;
  bool operator==(const RelayState&) const = default;
};

/// Aborting this often in a row means that aborting does not help.
constexpr int aborts_before_restart = 3;

RelayState next_state(const RelayState& state, StepOutcome outcome);

/// Returns how long to wait before doing what the state asks for.
std::chrono::milliseconds pause_before(const RelayState& state);

/// For logs and metrics.
std::string_view name_of(StepOutcome outcome);

}  // namespace ledger
