// Bulk requests: many commands in one request, whatever the protocol.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/auth/principals/command_permission.hpp"
#include "api/coroutines/task.hpp"
#include "ledger/journal/epoch_book.hpp"
#include "ledger/publication/position_token.hpp"
#include "ledger/writer/writer.hpp"

namespace ledger::api {

/// Returns whether the principal may give the command in a bulk request, which is `atomic` if all of its commands are
/// recorded or none.
Permission bulk_permission(const Principal& principal, const Command& command, const AuthPolicy& policy, bool atomic);

/// The result of a command that was applied, as both protocols tell it.
struct BulkApplied {
  /// "recorded", or "replayed" if an earlier request recorded it.
  std::string_view code;
  PositionToken position;
  std::string balance;
  std::string available;
};
BulkApplied bulk_applied(const Applied& applied, const EpochBook& epochs);

/// Returns the outcome that all commands of an atomic request share because it was unavailable or failed as a whole;
/// null if each has an outcome of its own.
const Outcome* common_failure(const std::vector<Outcome>& outcomes);

/// A bulk request's commands, each of which stands for itself, and the place for their results.
class BulkItems {
 public:
  BulkItems() = default;
  BulkItems(const BulkItems&) = delete;
  BulkItems& operator=(const BulkItems&) = delete;
  virtual ~BulkItems() = default;

  /// Takes the next items, at most bulk_unit_commands of them, and returns those that are commands, in their order.
  /// Returns nothing if there are no more items.
  virtual std::optional<std::vector<Command>> take_unit() = 0;
  /// Returns false once the client has gone. No other unit is begun then, as nobody would learn what became of it.
  [[nodiscard]] virtual bool has_client() const = 0;
  /// Takes the outcomes of a unit's commands, in their order. The units come in the order in which they were taken.
  virtual void put_outcomes(const std::vector<Outcome>& outcomes) = 0;
};

/// Records the commands, up to bulk_units_under_way_max units at a time, so that the results of one are put while the
/// next is recorded. Ends once all that was begun is done. Returns false if it stopped because the client had gone.
Task<bool> record_each(Writer& writer, BulkItems& items, const std::optional<TraceParent>& trace);

}  // namespace ledger::api
