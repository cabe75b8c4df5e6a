// Deciding the commands of a batch one after the other, on the state that the earlier ones leave.
#pragma once

#include "ledger/writer/batch/batch.hpp"
#include "ledger/writer/batch/working_state.hpp"

namespace ledger {

class Decider {
 public:
  /// All must outlive it.
  Decider(std::span<const Command> commands, const LoadedState& loaded, AccountCache& cache, Chain& chain);
  Decider(const Decider&) = delete;
  Decider& operator=(const Decider&) = delete;

  /// Decides all commands before `end`, each for itself.
  void decide_until(std::size_t end);
  /// Decides the next `size` commands: as an atomic unit all or none, as independent ones up to the first that has to
  /// wait.
  void decide_group(CommandGroup::Kind kind, std::size_t size);

  /// The end of it.
  DecidedBatch take();

 private:
  enum class Verdict { accepted, refused, waits };
  /// The result of letting due holds expire for an account that lacks money.
  enum class Room { made, none, not_in_this_batch, not_understood };

  Verdict decide_next();
  [[nodiscard]] bool meets_newer_event(const Command& command) const;
  Verdict decide_new(const Command& command);
  Verdict repeat(const RecordedTransaction& recorded, UidMatch earlier, const Command& command);
  Verdict refuse(Outcome outcome);
  Verdict wait();
  void decide_independent(std::size_t size);
  void decide_unit(std::size_t size);
  void drop_unit(std::size_t first, std::size_t transactions_before, const std::vector<JournalTail>& journals_before);
  [[nodiscard]] Outcome dropped(const Command& command) const;
  void look_ahead();
  Room make_room(const Shortfall& shortfall);
  void note_need(AccountId account);
  void expire(const Uid& hold);
  void record(const Command& command, std::optional<std::size_t> index, std::vector<Event> events);
  void place(Event& event);

  std::span<const Command> commands_;
  const LoadedState& loaded_;
  Chain& chain_;
  DecidedBatch batch_;
  WorkingState state_;
  std::unordered_set<AccountId> in_need_;
  std::size_t expiries_left_ = due_holds_max;
  /// The number of an account's due holds that have expired in this batch, or had ended before.
  std::unordered_map<AccountId, std::size_t> due_holds_passed_;
};

}  // namespace ledger
