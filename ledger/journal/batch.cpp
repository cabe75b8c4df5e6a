#include "ledger/journal/batch.hpp"

#include <algorithm>

#include "ledger/domain/invariant.hpp"
#include "ledger/journal/working_state.hpp"

namespace ledger {
namespace {

/// Gives each account to open its number, which an earlier try of the same batch may have drawn otherwise.
void number_accounts(std::span<Command> commands, const LoadedState& loaded) {
  std::size_t used = 0;
  for (auto& command : commands) {
    auto* open = std::get_if<OpenAccount>(&command);
    if (open == nullptr) continue;
    must_hold(used < loaded.fresh_accounts.size(), "a number was drawn for each account to open");
    open->account = loaded.fresh_accounts[used++];
  }
}

void attach_texts(const Command& command, Recorded& transaction) {
  std::visit(
      [&transaction](const auto& each) {
        if constexpr (requires { each.comment; }) transaction.comment = each.comment;
        if constexpr (requires { each.identity; }) transaction.identity = each.identity;
      },
      command);
}

/// Whether the command opens an account for somebody who is known elsewhere, and may have one already.
bool names_somebody(const Command& command) {
  const auto* open = std::get_if<OpenAccount>(&command);
  return open != nullptr && (open->identity.external_id || open->identity.login);
}

bool all_understood(std::span<const Event> events) { return count_understood(events) == events.size(); }

/// One value a batch, never before a journal's last: also `now` for every decision.
Moment recorded_time(const LoadedState& loaded) {
  Moment recorded = loaded.clock;
  for (const auto& locked : loaded.journals) recorded = std::max(recorded, locked.head.recorded);
  return recorded;
}

/// Decides a batch's commands one after the other.
class Decider {
 public:
  Decider(std::span<const Command> commands, const LoadedState& loaded, AccountCache& cache, Chain& chain)
      : commands_(commands), loaded_(loaded), chain_(chain), state_(loaded, cache, batch_.transactions) {
    must_hold(!loaded.journals.empty(), "a batch locks a journal");
    batch_.journals = loaded.journals;
    batch_.recorded = recorded_time(loaded);
    batch_.outcomes.reserve(commands.size());
  }
  Decider(const Decider&) = delete;
  Decider& operator=(const Decider&) = delete;

  /// The next command; whether it was not refused.
  bool decide_next() {
    const Command& command = commands_[batch_.outcomes.size()];
    if (meets_newer_event(command)) {
      batch_.outcomes.emplace_back(Unavailable{Unavailable::Reason::event_type_unknown});
      return false;
    }
    const Recorded* recorded = state_.recorded(uid_of(command));
    const Earlier earlier = recorded == nullptr ? Earlier::none : ledger::earlier(*recorded, command);
    if (earlier != Earlier::none) return repeat(*recorded, earlier);
    if (loaded_.identities_lost && names_somebody(command)) {
      batch_.outcomes.emplace_back(Unavailable{Unavailable::Reason::identities_lost});
      return false;
    }
    auto decision = decide(state_, command, batch_.recorded);
    if (auto* rejection = std::get_if<Rejection>(&decision)) {
      batch_.outcomes.emplace_back(std::move(*rejection));
      return false;
    }
    record(command, std::move(std::get<std::vector<Event>>(decision)));
    return true;
  }

  /// The next `size` commands, all or none.
  void decide_unit(std::size_t size) {
    const auto first = batch_.outcomes.size();
    const auto transactions_before = batch_.transactions.size();
    const auto journals_before = batch_.journals;
    state_.begin_unit();
    bool is_accepted = true;
    for (std::size_t index = 0; index < size; ++index) is_accepted = decide_next() && is_accepted;
    if (is_accepted) return state_.keep_unit();
    batch_.transactions.resize(transactions_before);
    batch_.journals = journals_before;
    state_.undo_unit();
    for (std::size_t index = first; index < first + size; ++index) {
      if (std::holds_alternative<Applied>(batch_.outcomes[index])) batch_.outcomes[index] = dropped(commands_[index]);
    }
  }

  DecidedBatch take() {
    batch_.accounts = state_.changed_accounts();
    return std::move(batch_);
  }

 private:
  /// What becomes of an accepted command of a unit that was undone: what an earlier request had recorded stays.
  Outcome dropped(const Command& command) const {
    const Recorded* recorded = state_.recorded(uid_of(command));
    if (recorded != nullptr && ledger::earlier(*recorded, command) == Earlier::replay) {
      return Applied{.recorded = *recorded, .replayed = true};
    }
    return Rejection{RejectionCode::not_applied, "", "another command of the batch was refused"};
  }

  /// Whether the command is about an account, or names a transaction, that a newer program has gone on with: what may
  /// be done then is not known here. What was recorded before is repeated all the same, where this program understands
  /// it.
  bool meets_newer_event(const Command& command) const {
    const Recorded* recorded = state_.recorded(uid_of(command));
    if (recorded != nullptr) {
      if (!all_understood(recorded->legs)) return true;
      if (ledger::earlier(*recorded, command) != Earlier::none) return false;
    }
    bool meets = false;
    const auto look_at = [&](AccountId id) {
      const Account* account = state_.find(id);
      meets = meets || (account != nullptr && !account->is_understood);
    };
    for_each_account(command, look_at);
    const Uid* referred = referred_uid(command);
    const Recorded* named = referred == nullptr ? recorded : state_.recorded(*referred);
    if (named == nullptr) return meets;
    for (const auto& leg : named->legs) look_at(leg.account);
    return meets || !all_understood(named->legs);
  }

  bool repeat(const Recorded& recorded, Earlier earlier) {
    if (earlier == Earlier::clash) {
      batch_.outcomes.emplace_back(Rejection{RejectionCode::uid_reused, "uid", "this uid names another transaction"});
      return false;
    }
    batch_.outcomes.emplace_back(Applied{.recorded = recorded, .replayed = true});
    return true;
  }

  void record(const Command& command, std::vector<Event> events) {
    must_hold(!events.empty(), "a transaction has at least one event");
    NewTransaction transaction;
    transaction.command = batch_.outcomes.size();
    if (events.front().leg == Leg(0)) {
      attach_texts(command, transaction.recorded);
    } else {
      transaction.recorded = *state_.recorded(uid_of(command));
      transaction.first_new_leg = transaction.recorded.legs.size();
    }
    for (auto& event : events) {
      must_hold(event.leg == Leg(static_cast<std::int16_t>(transaction.recorded.legs.size())), "legs are in order");
      state_.apply(event);
      place(event);
      transaction.recorded.legs.push_back(std::move(event));
    }
    batch_.transactions.push_back(std::move(transaction));
    state_.remember_latest();
    batch_.outcomes.emplace_back(Applied{});
  }

  /// Gives a decided event its place at the end of its account's journal.
  void place(Event& event) {
    event.journal = journal_of(event.account, loaded_.journal_count);
    const auto locked = std::find_if(batch_.journals.begin(), batch_.journals.end(),
                                     [&](const LockedJournal& each) { return each.journal == event.journal; });
    must_hold(locked != batch_.journals.end(), "an event is appended to a locked journal");
    event.position = locked->head.position.next();
    event.recorded = batch_.recorded;
    event.hash = chain_.link(locked->head.hash, event);
    locked->head = {.position = event.position, .hash = event.hash, .recorded = event.recorded};
  }

  std::span<const Command> commands_;
  const LoadedState& loaded_;
  Chain& chain_;
  DecidedBatch batch_;
  WorkingState state_;
};

}  // namespace

std::size_t DecidedBatch::event_count() const {
  std::size_t count = 0;
  for (const auto& transaction : transactions) count += transaction.new_legs().size();
  return count;
}

std::vector<Outcome> DecidedBatch::take_outcomes() {
  for (auto& transaction : transactions) {
    outcomes[transaction.command] = Applied{.recorded = std::move(transaction.recorded), .replayed = false};
  }
  transactions.clear();
  return std::move(outcomes);
}

DecidedBatch decide_batch(std::span<Command> commands, std::span<const AtomicUnit> atomic_units,
                          const LoadedState& loaded, AccountCache& cache, Chain& chain) {
  number_accounts(commands, loaded);
  Decider decider(commands, loaded, cache, chain);
  std::size_t next = 0;
  for (const auto& unit : atomic_units) {
    for (; next < unit.first; ++next) decider.decide_next();
    decider.decide_unit(unit.size);
    next = unit.first + unit.size;
  }
  for (; next < commands.size(); ++next) decider.decide_next();
  return decider.take();
}

}  // namespace ledger
