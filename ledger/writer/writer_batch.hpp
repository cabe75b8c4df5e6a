// The commands that a writer works on at a time, and the callbacks that tell their submitters.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <set>
#include <vector>

#include "ledger/writer/batch/batch.hpp"
#include "ledger/writer/command_queue.hpp"

namespace ledger {

/// Commands and who waits for them, side by side: the commands are decided as one span.
struct WriterBatch {
  /// A submitter and how many of `commands` are its own; more than one are an atomic unit.
  struct Waiting {
    std::size_t commands = 1;
    Pending pending;
  };

  std::vector<Command> commands;
  std::vector<Waiting> waiting;
  /// A try lost its connection: what is in the batch may have been stored.
  bool in_doubt = false;
  /// Hashes of the events that such tries wanted to store.
  std::set<Hash> events_in_doubt;

  [[nodiscard]] bool empty() const { return waiting.empty(); }
  [[nodiscard]] std::vector<CommandGroup> groups() const;
  /// The trace of each command, null where there is none; nothing if no command has one.
  [[nodiscard]] std::vector<const TraceParent*> traces() const;
  /// Makes first answers of replays: a transaction that an attempt in doubt had stored after all comes back as a
  /// replay, but to the client it is none, since nobody was answered.
  void own_replays(std::vector<std::optional<Outcome>>& outcomes);
  /// Takes out the commands without an outcome, in order, to be put back into the queue.
  std::vector<Pending> take_undecided(std::vector<std::optional<Outcome>>& outcomes);
  /// Takes out, in order, the part for which `belongs` is true.
  WriterBatch take_out(const std::function<bool(const Waiting&)>& belongs);
  /// Takes out the first half of the waiting.
  WriterBatch take_first_half();
};

WriterBatch as_batch(std::vector<Pending> taken);

/// Outcomes that arrive one by one, by any thread, for somebody who waits for all of them.
class OutcomeCollector {
 public:
  OutcomeCollector(std::size_t count, Writer::UnitCompletion completion)
      : outcomes_(count), left_(count), completion_(std::move(completion)) {}

  /// Once for each index.
  void put(std::size_t index, Outcome outcome);

 private:
  std::vector<Outcome> outcomes_;
  std::atomic<std::size_t> left_;
  Writer::UnitCompletion completion_;
};

}  // namespace ledger
