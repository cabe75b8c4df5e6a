#include "ledger/writer/batch/decider.hpp"

#include <algorithm>

#include "ledger/domain/values/invariant.hpp"

namespace ledger {
namespace {

void attach_texts(const Command& command, RecordedTransaction& transaction) {
  std::visit(
      [&transaction](const auto& each) {
        if constexpr (requires { each.comment; }) transaction.comment = each.comment;
        if constexpr (requires { each.identity; }) transaction.identity = each.identity;
      },
      command);
}

/// Returns true if the command opens an account for somebody who is known elsewhere and may have one already.
bool names_somebody(const Command& command) {
  const auto* open = std::get_if<OpenAccount>(&command);
  return open != nullptr && (open->identity.external_id || open->identity.login);
}

bool all_understood(std::span<const Event> events) { return count_understood(events) == events.size(); }

}  // namespace

Decider::Decider(std::span<const Command> commands, const LoadedState& loaded, AccountCache& cache, Chain& chain)
    : commands_(commands), loaded_(loaded), chain_(chain), state_(loaded, cache, batch_.transactions) {
  ensure(!loaded.journals.empty(), "a batch locks a journal");
  batch_.journals = loaded.journals;
  batch_.recorded = recorded_time(loaded);
  batch_.outcomes.reserve(commands.size());
}

void Decider::decide_until(std::size_t end) {
  while (batch_.outcomes.size() < end) decide_next();
}

void Decider::decide_group(CommandGroup::Kind kind, std::size_t size) {
  if (kind == CommandGroup::Kind::independent) return decide_independent(size);
  decide_unit(size);
}

DecidedBatch Decider::take() {
  batch_.accounts = state_.changed_accounts();
  return std::move(batch_);
}

Decider::Verdict Decider::decide_next() {
  const Command& command = commands_[batch_.outcomes.size()];
  if (meets_newer_event(command)) return refuse(Unavailable{Unavailable::Reason::event_type_unknown});
  const RecordedTransaction* recorded = state_.recorded(uid_of(command));
  const UidMatch earlier = recorded == nullptr ? UidMatch::none : ledger::match_uid(*recorded, command);
  if (earlier != UidMatch::none) return repeat(*recorded, earlier, command);
  if (loaded_.identities_lost && names_somebody(command)) {
    return refuse(Unavailable{Unavailable::Reason::identities_lost});
  }
  return decide_new(command);
}

/// Returns true if the command is about an account, or names a transaction, that a newer program has gone on with: what
/// may be done then is not known here. What was recorded before is repeated all the same, where this program
/// understands it.
bool Decider::meets_newer_event(const Command& command) const {
  bool meets = false;
  const auto look_at = [&](AccountId id) {
    const Account* account = state_.find(id);
    meets = meets || (account != nullptr && !account->is_understood);
  };
  const auto look_at_all = [&](const RecordedTransaction& transaction) {
    for (const auto& leg : transaction.legs) look_at(leg.account);
    meets = meets || !all_understood(transaction.legs);
  };
  const RecordedTransaction* recorded = state_.recorded(uid_of(command));
  if (recorded != nullptr) {
    if (!all_understood(recorded->legs)) return true;
    if (ledger::match_uid(*recorded, command) != UidMatch::none) {
      // A hold that is due expires when it is asked for.
      if (is_due(*recorded, batch_.recorded)) look_at_all(*recorded);
      return meets;
    }
  }
  for_each_account(command, look_at);
  const Uid* referred = referred_uid(command);
  const RecordedTransaction* named = referred == nullptr ? recorded : state_.recorded(*referred);
  if (named != nullptr) look_at_all(*named);
  return meets;
}

Decider::Verdict Decider::decide_new(const Command& command) {
  for (;;) {
    auto decision = decide(state_, command, batch_.recorded);
    if (auto* events = std::get_if<std::vector<Event>>(&decision)) {
      record(command, batch_.outcomes.size(), std::move(*events));
      batch_.outcomes.emplace_back(Applied{});
      return Verdict::accepted;
    }
    auto& rejection = std::get<Rejection>(decision);
    if (!rejection.shortfall) return refuse(std::move(rejection));
    switch (make_room(*rejection.shortfall)) {
      case Room::made:
        break;
      case Room::none:
        return refuse(std::move(rejection));
      case Room::not_in_this_batch:
        return wait();
      case Room::not_understood:
        return refuse(Unavailable{Unavailable::Reason::event_type_unknown});
    }
  }
}

Decider::Verdict Decider::repeat(const RecordedTransaction& recorded, UidMatch earlier, const Command& command) {
  if (earlier == UidMatch::conflict) {
    return refuse(Rejection{.code = RejectionCode::uid_reused,
                            .field = "uid",
                            .detail = "uid already used with different content",
                            .difference = Difference{.fields = differing_fields(recorded, command),
                                                     .account = recorded.legs.front().account}});
  }
  // Whoever asks what became of his hold hears the same before and after its expiry is recorded.
  if (is_due(recorded, batch_.recorded)) expire(uid_of(command));
  batch_.outcomes.emplace_back(Applied{.recorded = *state_.recorded(uid_of(command)), .replayed = true});
  return Verdict::accepted;
}

Decider::Verdict Decider::refuse(Outcome outcome) {
  batch_.outcomes.emplace_back(std::move(outcome));
  return Verdict::refused;
}

Decider::Verdict Decider::wait() {
  batch_.outcomes.emplace_back(std::nullopt);
  return Verdict::waits;
}

/// Does not decide the next command, since one before it waits, but notes whose due holds it would need.
void Decider::look_ahead() {
  const Command& command = commands_[batch_.outcomes.size()];
  if (meets_newer_event(command)) {
    wait();
    return;
  }
  const RecordedTransaction* recorded = state_.recorded(uid_of(command));
  if (recorded == nullptr || ledger::match_uid(*recorded, command) == UidMatch::none) {
    const auto decision = decide(state_, command, batch_.recorded);
    const auto* rejection = std::get_if<Rejection>(&decision);
    if (rejection != nullptr && rejection->shortfall) note_need(rejection->shortfall->account);
  }
  wait();
}

void Decider::decide_independent(std::size_t size) {
  const auto end = batch_.outcomes.size() + size;
  while (batch_.outcomes.size() < end && decide_next() != Verdict::waits) continue;
  while (batch_.outcomes.size() < end) look_ahead();
}

void Decider::decide_unit(std::size_t size) {
  const auto first = batch_.outcomes.size();
  const auto transactions_before = batch_.transactions.size();
  const auto journals_before = batch_.journals;
  state_.begin_unit();
  bool is_accepted = true;
  bool waits = false;
  while (batch_.outcomes.size() < first + size && !waits) {
    const auto verdict = decide_next();
    is_accepted = is_accepted && verdict == Verdict::accepted;
    waits = verdict == Verdict::waits;
  }
  if (is_accepted) return state_.keep_unit();
  while (batch_.outcomes.size() < first + size) look_ahead();
  drop_unit(first, transactions_before, journals_before);
  if (waits)
    std::fill(batch_.outcomes.begin() + static_cast<std::ptrdiff_t>(first), batch_.outcomes.end(), std::nullopt);
}

/// Takes back what the unit's commands decided, but for the holds that expired: their time is over all the same.
void Decider::drop_unit(std::size_t first, std::size_t transactions_before,
                        const std::vector<JournalTail>& journals_before) {
  std::vector<Uid> expired;
  for (auto index = transactions_before; index < batch_.transactions.size(); ++index) {
    const Event& last = batch_.transactions[index].recorded.legs.back();
    if (last.type == EventType::hold_expired) expired.push_back(last.uid);
  }
  batch_.transactions.resize(transactions_before);
  batch_.journals = journals_before;
  state_.undo_unit();
  for (const auto& hold : expired) expire(hold);
  for (auto index = first; index < batch_.outcomes.size(); ++index) {
    auto& outcome = batch_.outcomes[index];
    if (outcome && std::holds_alternative<Applied>(*outcome)) outcome = dropped(commands_[index]);
  }
}

/// Returns the outcome of an accepted command whose unit was undone. What an earlier request had recorded stays.
Outcome Decider::dropped(const Command& command) const {
  const RecordedTransaction* recorded = state_.recorded(uid_of(command));
  if (recorded != nullptr && ledger::match_uid(*recorded, command) == UidMatch::replay) {
    return Applied{.recorded = *recorded, .replayed = true};
  }
  return Rejection{RejectionCode::not_applied, "", "another command of the batch was refused"};
}

Decider::Room Decider::make_room(const Shortfall& shortfall) {
  if (state_.find(shortfall.account)->held == 0) return Room::none;
  const auto found = loaded_.due_holds.find(shortfall.account);
  if (found == loaded_.due_holds.end()) {
    note_need(shortfall.account);
    return Room::not_in_this_batch;
  }
  const DueHolds& due = found->second;
  auto& passed = due_holds_passed_[shortfall.account];
  MinorUnits freed = 0;
  for (; passed < due.uids.size() && freed < shortfall.missing; ++passed) {
    const RecordedTransaction* hold = state_.recorded(due.uids[passed]);
    ensure(hold != nullptr, "a due hold is loaded with what placed it");
    // It may have ended earlier in this batch.
    if (!is_due(*hold, batch_.recorded)) continue;
    if (expiries_left_ == 0) return Room::not_in_this_batch;
    --expiries_left_;
    freed += hold->legs.front().amount;
    expire(due.uids[passed]);
  }
  if (freed > 0) return Room::made;
  if (due.has_more) return Room::not_in_this_batch;
  return due.has_newer ? Room::not_understood : Room::none;
}

void Decider::note_need(AccountId account) {
  if (state_.find(account)->held == 0 || loaded_.due_holds.contains(account)) return;
  if (in_need_.insert(account).second) batch_.in_need.push_back(account);
}

/// Records that the hold's time is over, for nobody in particular. Its account is known.
void Decider::expire(const Uid& hold) {
  const Command command = expiry_of(hold);
  auto decision = decide(state_, command, batch_.recorded);
  auto* events = std::get_if<std::vector<Event>>(&decision);
  ensure(events != nullptr, "a due hold can expire");
  record(command, std::nullopt, std::move(*events));
}

void Decider::record(const Command& command, std::optional<std::size_t> index, std::vector<Event> events) {
  ensure(!events.empty(), "a transaction has at least one event");
  NewTransaction transaction;
  transaction.command = index;
  if (events.front().leg == Leg(0)) {
    attach_texts(command, transaction.recorded);
  } else {
    transaction.recorded = *state_.recorded(uid_of(command));
    transaction.first_new_leg = transaction.recorded.legs.size();
  }
  for (auto& event : events) {
    ensure(event.leg == Leg(static_cast<std::int16_t>(transaction.recorded.legs.size())), "legs are in order");
    state_.apply(event);
    place(event);
    transaction.recorded.legs.push_back(std::move(event));
  }
  batch_.transactions.push_back(std::move(transaction));
  state_.remember_latest();
}

/// Gives a decided event its place at the end of its account's journal.
void Decider::place(Event& event) {
  event.journal = journal_of(event.account, loaded_.journal_count);
  const auto locked = std::find_if(batch_.journals.begin(), batch_.journals.end(),
                                   [&](const JournalTail& each) { return each.journal == event.journal; });
  ensure(locked != batch_.journals.end(), "an event is appended to a locked journal");
  event.position = locked->head.at.position.next();
  event.recorded = batch_.recorded;
  event.hash = chain_.link(locked->head.at.hash, event);
  locked->head = {.at = point_of(event), .recorded = event.recorded};
}

}  // namespace ledger
