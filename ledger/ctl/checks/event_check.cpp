#include "ledger/ctl/checks/event_check.hpp"

#include <algorithm>

#include "ledger/domain/details.hpp"
#include "ledger/domain/newer_event.hpp"
#include "ledger/domain/values/invariant.hpp"

namespace ledger {
namespace {

/// Returns true if the details of the event's type can be read.
bool has_readable_details(const Event& event) {
  try {
    switch (event.type) {
      case EventType::transfer_sent:
      case EventType::transfer_received:
        counterparty(event);
        return true;
      case EventType::hold_placed:
        hold_terms(event);
        return true;
      case EventType::reversal_debited:
      case EventType::reversal_credited:
        reversed_leg(event);
        return true;
      case EventType::limit_changed:
        limit_change(event);
        return true;
      default:
        return true;
    }
  } catch (const InvariantViolation&) {
    return false;
  }
}

}  // namespace

void EventCheck::begin_journal(const Hash& genesis_hash) {
  previous_hash_ = genesis_hash;
  previous_recorded_ = Moment::min();
}

std::optional<std::string> EventCheck::check(const Event& event) {
  const bool hash_follows = chain_.link(previous_hash_, event) == event.hash;
  if (!is_understood(event)) {
    return what_is_newer(event) + (hash_follows
                                       ? " to verify it and what is behind it; up to here all is well"
                                       : "; its hash does not follow, unless such events are hashed in another way");
  }
  if (!hash_follows) {
    return "its hash does not follow from its content and the event before: one of them was changed, removed or put in";
  }
  if (event.recorded < previous_recorded_) return "it was recorded before the event before it";
  if (event.journal != journal_of(event.account)) {
    return "account " + std::to_string(event.account.value) + " does not belong to this one of " +
           std::to_string(journal_count_) + " journals";
  }
  const auto known = accounts_.find(event.account);
  const auto before = known == accounts_.end() ? std::nullopt : std::optional<Account>(known->second);
  if (const auto found = violation(before, event)) {
    return "account " + std::to_string(event.account.value) + ": " + std::string(*found);
  }
  if (!has_readable_details(event)) return "its details cannot be read";
  previous_hash_ = event.hash;
  previous_recorded_ = event.recorded;
  change_ = {.effective = event.effective,
             .balance = event.balance - (before ? before->balance : 0),
             .held = event.held - (before ? before->held : 0)};
  if (known == accounts_.end()) {
    accounts_.emplace(event.account, state_after(event));
  } else {
    known->second = state_after(event);
  }
  add_to_sums(event);
  ++events_;
  return std::nullopt;
}

std::optional<std::string> EventCheck::finish() {
  for (const auto& [id, account] : accounts_) {
    sums_[std::string(account.currency.code())].balances += account.balance;
  }
  for (const auto& [currency, sums] : sums_) {
    if (sums.transferred != 0) return "transfers in " + currency + " were sent and received in different amounts";
    if (sums.balances != sums.deposited - sums.withdrawn) {
      return "the balances in " + currency + " are not what was deposited less what was withdrawn";
    }
  }
  return std::nullopt;
}

Version EventCheck::last_version(AccountId account) const {
  const auto known = accounts_.find(account);
  return known == accounts_.end() ? Version(0) : known->second.version;
}

JournalId EventCheck::journal_of(AccountId account) const {
  return JournalId(static_cast<std::int16_t>(account.value % journal_count_));
}

CheckedAccount EventCheck::account(AccountId id) const {
  return {.id = id, .journal = journal_of(id), .events = accounts_.at(id).version.value};
}

std::vector<CheckedAccount> EventCheck::accounts() const {
  std::vector<CheckedAccount> all;
  all.reserve(accounts_.size());
  for (const auto& [id, state] : accounts_) all.push_back(account(id));
  std::sort(all.begin(), all.end(), [](const auto& left, const auto& right) { return left.id < right.id; });
  return all;
}

void EventCheck::add_to_sums(const Event& event) {
  auto& sums = sums_[std::string(event.currency.code())];
  switch (event.type) {
    case EventType::deposited:
    case EventType::reversal_credited:
      sums.deposited += event.amount;
      return;
    case EventType::withdrawn:
    case EventType::hold_captured:
    case EventType::reversal_debited:
      sums.withdrawn += event.amount;
      return;
    default:
      // Transfers cancel out: their two legs are written together. The others move no money.
      sums.transferred += event.type == EventType::transfer_received ? event.amount
                          : event.type == EventType::transfer_sent   ? -event.amount
                                                                     : 0;
      return;
  }
}

}  // namespace ledger
