#include "ledger/writer/writer_batch.hpp"

#include <algorithm>
#include <iterator>

namespace ledger {
namespace {

/// Returns true if the command is recorded as the second leg of an earlier transaction.
bool closes_hold(const Command& command) {
  return std::visit([]<class Kind>(const Kind& /*command*/) { return std::is_base_of_v<CloseHold, Kind>; }, command);
}

}  // namespace

std::vector<CommandGroup> WriterBatch::groups() const {
  std::vector<CommandGroup> groups;
  const void* group = nullptr;
  std::size_t first = 0;
  for (const auto& each : waiting) {
    if (each.commands > 1) groups.push_back({.first = first, .size = each.commands});
    const bool goes_on = group != nullptr && each.pending.independent_group == group;
    if (goes_on) ++groups.back().size;
    group = each.pending.independent_group;
    if (group != nullptr && !goes_on)
      groups.push_back({.first = first, .size = 1, .kind = CommandGroup::Kind::independent});
    first += each.commands;
  }
  return groups;
}

std::vector<const TraceParent*> WriterBatch::traces() const {
  std::vector<const TraceParent*> traces;
  const auto has_trace = [](const Waiting& each) { return each.pending.trace.has_value(); };
  if (std::none_of(waiting.begin(), waiting.end(), has_trace)) return traces;
  for (const auto& each : waiting) {
    traces.insert(traces.end(), each.commands, has_trace(each) ? &*each.pending.trace : nullptr);
  }
  return traces;
}

void WriterBatch::own_replays(std::vector<std::optional<Outcome>>& outcomes) {
  if (events_in_doubt.empty()) return;
  for (std::size_t index = 0; index < outcomes.size(); ++index) {
    auto* applied = outcomes[index] ? std::get_if<Applied>(&*outcomes[index]) : nullptr;
    if (applied == nullptr || !applied->replayed) continue;
    const auto& legs = applied->recorded.legs;
    const std::size_t own_leg = closes_hold(commands[index]) ? 1 : 0;
    // Taken away: the same command twice in a batch is stored by the first one.
    if (own_leg < legs.size() && events_in_doubt.erase(legs[own_leg].hash) > 0) applied->replayed = false;
  }
}

WriterBatch WriterBatch::take_out(const std::function<bool(const Waiting&)>& belongs) {
  WriterBatch taken{.commands = {}, .waiting = {}, .in_doubt = in_doubt, .events_in_doubt = events_in_doubt};
  WriterBatch rest{.commands = {}, .waiting = {}, .in_doubt = in_doubt, .events_in_doubt = events_in_doubt};
  auto command = commands.begin();
  for (auto& each : waiting) {
    WriterBatch& to = belongs(each) ? taken : rest;
    const auto end = command + static_cast<std::ptrdiff_t>(each.commands);
    std::move(command, end, std::back_inserter(to.commands));
    to.waiting.push_back(std::move(each));
    command = end;
  }
  *this = std::move(rest);
  return taken;
}

std::vector<Pending> WriterBatch::take_undecided(std::vector<std::optional<Outcome>>& outcomes) {
  auto next = outcomes.begin();
  auto undecided = take_out([&next](const Waiting& each) {
    const bool is_decided = next->has_value();
    next += static_cast<std::ptrdiff_t>(each.commands);
    return !is_decided;
  });
  std::erase(outcomes, std::nullopt);
  std::vector<Pending> pending;
  auto command = undecided.commands.begin();
  for (auto& each : undecided.waiting) {
    const auto end = command + static_cast<std::ptrdiff_t>(each.commands);
    std::move(command, end, std::back_inserter(each.pending.commands));
    pending.push_back(std::move(each.pending));
    command = end;
  }
  return pending;
}

WriterBatch WriterBatch::take_first_half() {
  std::size_t left = waiting.size() / 2;
  return take_out([&left](const Waiting& /*each*/) { return left > 0 && left-- > 0; });
}

namespace {

/// Each command of the group waits for itself: it can be refused and set apart alone.
void add_independent_group(WriterBatch& batch, Pending group) {
  const auto collector = std::make_shared<OutcomeCollector>(group.commands.size(), std::move(group.completion));
  for (std::size_t index = 0; index < group.commands.size(); ++index) {
    auto completion = [collector, index](std::vector<Outcome> outcomes) {
      collector->put(index, std::move(outcomes.front()));
    };
    Pending pending{.commands = {},
                    .completion = std::move(completion),
                    .submitted = group.submitted,
                    .deadline = group.deadline,
                    .trace = group.trace,
                    .independent_group = collector.get()};
    batch.commands.push_back(std::move(group.commands[index]));
    batch.waiting.push_back({.commands = 1, .pending = std::move(pending)});
  }
}

}  // namespace

WriterBatch as_batch(std::vector<Pending> taken) {
  WriterBatch batch;
  batch.commands.reserve(taken.size());
  batch.waiting.reserve(taken.size());
  for (auto& pending : taken) {
    if (pending.kind == Pending::Kind::independent) {
      add_independent_group(batch, std::move(pending));
      continue;
    }
    const auto count = pending.commands.size();
    std::move(pending.commands.begin(), pending.commands.end(), std::back_inserter(batch.commands));
    pending.commands.clear();
    batch.waiting.push_back({.commands = count, .pending = std::move(pending)});
  }
  return batch;
}

void OutcomeCollector::put(std::size_t index, Outcome outcome) {
  outcomes_[index] = std::move(outcome);
  if (left_.fetch_sub(1, std::memory_order_acq_rel) == 1) completion_(std::move(outcomes_));
}

}  // namespace ledger
