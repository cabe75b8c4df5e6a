#include "api/services/bulk.hpp"

#include <deque>

#include "api/services/context/bulk_limits.hpp"
#include "api/services/positions/epoch_reading.hpp"
#include "api/services/submit.hpp"

namespace ledger::api {

Permission bulk_permission(const Principal& principal, const Command& command, const AuthPolicy& policy, bool atomic) {
  return atomic ? atomic_command_permission(principal, command, policy)
                : command_permission(principal, command, policy);
}

BulkApplied bulk_applied(const Applied& applied, const EpochBook& epochs) {
  const Event& first = applied.recorded.legs.front();
  return {.code = applied.replayed ? "replayed" : "recorded",
          .position = token_of(epochs, first),
          .balance = format_amount(first.balance, first.currency),
          .available = format_amount(first.available(), first.currency)};
}

const Outcome* common_failure(const std::vector<Outcome>& outcomes) {
  const auto& first = outcomes.front();
  const bool has_failed = std::holds_alternative<Unavailable>(first) || std::holds_alternative<Failed>(first);
  return has_failed ? &first : nullptr;
}

Task<bool> record_each(Writer& writer, BulkItems& items, const std::optional<TraceParent>& trace) {
  // A unit without a command has nothing to wait for.
  std::deque<std::optional<SubmittedCommands>> under_way;
  bool is_complete = false;
  const auto begin_more = [&] {
    while (!is_complete && items.has_client() && under_way.size() < bulk_units_under_way_max) {
      auto commands = items.take_unit();
      is_complete = !commands;
      if (is_complete) return;
      auto& unit = under_way.emplace_back();
      if (!commands->empty()) unit.emplace(writer, std::move(*commands), trace);
    }
  };
  for (begin_more(); !under_way.empty();) {
    const auto unit = std::move(under_way.front());
    under_way.pop_front();
    std::vector<Outcome> outcomes;
    if (unit) outcomes = co_await unit->outcomes();
    begin_more();
    items.put_outcomes(outcomes);
  }
  co_return is_complete;
}

}  // namespace ledger::api
