// A journal in memory, written by the same decisions as the real one: batches of any size, a cache of any size.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "ledger/writer/batch/batch.hpp"
#include "ledger/writer/batch/open_hold_cache.hpp"

namespace ledger::test {

class MemoryJournal {
 public:
  explicit MemoryJournal(std::size_t cached_accounts_max = 1000, Moment books_closed_until = Moment::min())
      : cache_(cached_accounts_max), books_closed_until_(books_closed_until) {}

  /// Decides and records a batch at a time of its own, as the writer does. No outcome for what has to wait.
  std::vector<std::optional<Outcome>> write(std::vector<Command> commands, Moment clock,
                                            std::span<const CommandGroup> groups = {});

  /// From now on batches are decided on what is remembered alone, where that is enough and all of them are applied.
  /// At most `holds_max` open holds are remembered.
  void decide_on_memory(std::size_t holds_max) { open_holds_.emplace(holds_max); }

  [[nodiscard]] const std::vector<Event>& events() const { return events_; }
  [[nodiscard]] const std::map<AccountId, Account>& accounts() const { return accounts_; }
  /// Returns the number of look-ups of due holds.
  [[nodiscard]] int looks() const { return looks_; }
  /// Returns the number of batches that were decided on what is remembered alone.
  [[nodiscard]] int decided_on_memory() const { return decided_on_memory_; }

 private:
  [[nodiscard]] LoadedState nothing_loaded(Moment clock) const;
  LoadedState load(std::span<const Command> commands, Moment clock);
  std::optional<DecidedBatch> decided_on_memory(std::span<Command> commands, Moment clock,
                                                std::span<const CommandGroup> groups);
  DecidedBatch decided_on_all(std::span<Command> commands, Moment clock, std::span<const CommandGroup> groups);
  void load_due_holds(AccountId account, LoadedState& loaded) const;

  AccountCache cache_;
  /// Nothing unless batches are decided on what is remembered.
  std::optional<OpenHoldCache> open_holds_;
  Chain chain_;
  ChainHead head_;
  std::vector<Event> events_;
  std::map<AccountId, Account> accounts_;
  std::map<Uid, RecordedTransaction> recorded_;
  Moment books_closed_until_;
  std::int64_t latest_account_ = 0;
  int looks_ = 0;
  int decided_on_memory_ = 0;
};

}  // namespace ledger::test
