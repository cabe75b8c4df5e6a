#include "ledger/writer/batch/batch.hpp"

#include <algorithm>

#include "ledger/domain/values/invariant.hpp"
#include "ledger/writer/batch/decider.hpp"

namespace ledger {
namespace {

/// Gives each account to open its number, which an earlier try of the same batch may have drawn otherwise.
void number_accounts(std::span<Command> commands, const LoadedState& loaded) {
  std::size_t used = 0;
  for (auto& command : commands) {
    auto* open = std::get_if<OpenAccount>(&command);
    if (open == nullptr) continue;
    ensure(used < loaded.fresh_accounts.size(), "a number was drawn for each account to open");
    open->account = loaded.fresh_accounts[used++];
  }
}

}  // namespace

Moment recorded_time(const LoadedState& loaded) {
  Moment recorded = loaded.clock;
  for (const auto& locked : loaded.journals) recorded = std::max(recorded, locked.head.recorded);
  return recorded;
}

std::size_t DecidedBatch::event_count() const {
  std::size_t count = 0;
  for (const auto& transaction : transactions) count += transaction.new_legs().size();
  return count;
}

std::size_t DecidedBatch::expired_for_others() const {
  return static_cast<std::size_t>(std::count_if(transactions.begin(), transactions.end(),
                                                [](const NewTransaction& each) { return !each.command; }));
}

std::vector<std::optional<Outcome>> DecidedBatch::take_outcomes() {
  for (auto& transaction : transactions) {
    if (!transaction.command) continue;
    outcomes[*transaction.command] = Applied{.recorded = std::move(transaction.recorded), .replayed = false};
  }
  transactions.clear();
  return std::move(outcomes);
}

DecidedBatch decide_batch(std::span<Command> commands, std::span<const CommandGroup> groups, const LoadedState& loaded,
                          AccountCache& cache, Chain& chain) {
  number_accounts(commands, loaded);
  Decider decider(commands, loaded, cache, chain);
  for (const auto& group : groups) {
    decider.decide_until(group.first);
    decider.decide_group(group.kind, group.size);
  }
  decider.decide_until(commands.size());
  return decider.take();
}

}  // namespace ledger
