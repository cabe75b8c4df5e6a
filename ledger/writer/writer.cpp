#include "ledger/writer/writer.hpp"

#include <algorithm>
#include <unordered_map>

#include "ledger/domain/values/invariant.hpp"
#include "ledger/writer/writer_loop.hpp"

namespace ledger {

Writer::Writer(const DatabaseSettings& settings, std::int64_t journal_count, WriterLimits limits,
               prometheus::Registry& metrics, std::shared_ptr<Obstacles> obstacles)
    : obstacles_(std::move(obstacles)), clocks_(limits.clocks, *obstacles_, metrics), kafka_guard_(limits.kafka_guard) {
  ensure(journal_count > 0, "a ledger has a journal");
  for (std::int64_t number = 0; number < journal_count; ++number) {
    const JournalSessionSettings session{.database = settings,
                                         .journal = JournalId(static_cast<std::int16_t>(number)),
                                         .journal_count = journal_count,
                                         .cached_accounts_max = limits.cached_accounts_max,
                                         .cached_holds_max = limits.cached_holds_max,
                                         .books_closed_until = limits.books_closed_until,
                                         .kafka_guard = limits.kafka_guard,
                                         .optimistic_append = limits.optimistic_append};
    loops_.push_back(std::make_unique<Loop>(session, limits, *epochs_, clocks_, *obstacles_, metrics));
  }
}

Writer::~Writer() = default;

/// The loop of the first account's journal, which locks the others too if it must. Any of them will do for a command
/// that names a uid only or opens an account, as long as it is the same for a retry.
Writer::Loop& Writer::loop_for(const Command& command) {
  if (loops_.size() == 1) return *loops_.front();
  std::optional<AccountId> account;
  for_each_account(command, [&](AccountId id) { account = account.value_or(id); });
  const auto count = static_cast<std::int64_t>(loops_.size());
  const std::size_t index = account ? static_cast<std::size_t>(journal_of(*account, count).value)
                                    : std::hash<Uid>{}(uid_of(command)) % loops_.size();
  return *loops_[index];
}

void Writer::submit(Command command, Completion completion, const std::optional<TraceParent>& trace) {
  Loop& loop = loop_for(command);
  std::vector<Command> commands;
  commands.push_back(std::move(command));
  auto put_one = [completion = std::move(completion)](std::vector<Outcome> outcomes) {
    completion(std::move(outcomes[0]));
  };
  loop.submit(std::move(commands), std::move(put_one), Pending::Kind::atomic_unit, trace);
}

void Writer::submit_atomic(std::vector<Command> commands, UnitCompletion completion,
                           const std::optional<TraceParent>& trace) {
  ensure(!commands.empty(), "there is something to submit");
  Loop& loop = loop_for(commands.front());
  loop.submit(std::move(commands), std::move(completion), Pending::Kind::atomic_unit, trace);
}

void Writer::submit_each(std::vector<Command> commands, UnitCompletion completion,
                         const std::optional<TraceParent>& trace) {
  ensure(!commands.empty(), "there is something to submit");
  /// Commands of one journal, each with its index.
  struct Group {
    std::vector<Command> commands;
    std::vector<std::size_t> indexes;
  };
  const auto collector = std::make_shared<OutcomeCollector>(commands.size(), std::move(completion));
  const auto hand_over = [&collector, &trace](Loop& loop, Group& group) {
    auto put_all = [collector, indexes = std::move(group.indexes)](std::vector<Outcome> outcomes) {
      for (std::size_t index = 0; index < indexes.size(); ++index) {
        collector->put(indexes[index], std::move(outcomes[index]));
      }
    };
    loop.submit(std::move(group.commands), std::move(put_all), Pending::Kind::independent, trace);
    group = {};
  };
  std::unordered_map<Loop*, Group> groups;
  for (std::size_t index = 0; index < commands.size(); ++index) {
    Loop& loop = loop_for(commands[index]);
    Group& group = groups[&loop];
    group.commands.push_back(std::move(commands[index]));
    group.indexes.push_back(index);
    if (group.commands.size() == loop.group_commands_max()) hand_over(loop, group);
  }
  for (auto& [loop, group] : groups) {
    if (!group.commands.empty()) hand_over(*loop, group);
  }
}

bool Writer::is_ready() const {
  return std::all_of(loops_.begin(), loops_.end(), [](const auto& loop) { return loop->is_ready(); });
}

}  // namespace ledger
