#include "tests/support/journal/oracle.hpp"

#include <limits>
#include <ostream>
#include <set>
#include <utility>

namespace ledger::test {
namespace {

bool ends_hold(Step::Kind kind) {
  return kind == Step::confirm_hold || kind == Step::cancel_hold || kind == Step::expire_hold;
}

Moment effective_of(const Step& step, Moment now) {
  // A hold is effective when it is recorded.
  return step.has_time && step.kind != Step::place_hold ? now + std::chrono::seconds(step.seconds_ahead) : now;
}

}  // namespace

void showValue(const Step& step, std::ostream& out) {
  out << "{kind " << step.kind << " uid " << step.uid << " other " << step.other_uid << " account " << step.account
      << " to " << step.to << " cents " << step.cents << " limit " << step.limit_cents << " ahead "
      << (step.has_time ? step.seconds_ahead : 0) << (step.is_euro ? " euro" : "") << " timeout "
      << step.timeout_seconds << "}\n";
}

std::string Oracle::expect(const Step& step, std::int64_t next_account, Moment now) {
  const auto found = transactions_.find(step.uid);
  if (ends_hold(step.kind)) {
    if (found == transactions_.end() || found->second.hold == Hold::none) return "hold_not_found";
    return found->second.hold == Hold::open ? judge_hold_end(step, now) : "replayed";
  }
  if (found != transactions_.end()) {
    auto& known = found->second;
    if (!matches(known, step, now)) return "uid_reused";
    if (known.hold == Hold::open && known.expires <= now) expire(known);
    return "replayed";
  }
  Known known{.step = step, .effective = effective_of(step, now), .expires = {}, .moves = {}};
  auto result = judge(step, next_account, now, known);
  if (result == "applied") transactions_.emplace(step.uid, std::move(known));
  return result;
}

std::vector<std::string> Oracle::expect_unit(const std::vector<Step>& steps,
                                             const std::vector<std::int64_t>& next_accounts, Moment now) {
  Oracle tried = *this;
  std::vector<std::string> results;
  bool is_accepted = true;
  for (std::size_t index = 0; index < steps.size(); ++index) {
    results.push_back(tried.expect(steps[index], next_accounts[index], now));
    is_accepted = is_accepted && (results.back() == "applied" || results.back() == "replayed");
  }
  if (is_accepted) {
    *this = tried;
    return results;
  }
  // A hold that is over is over, whatever becomes of the rest.
  for (auto& [uid, known] : transactions_) {
    if (known.hold == Hold::open && tried.transactions_.at(uid).hold == Hold::expired) expire(known);
  }
  for (std::size_t index = 0; index < steps.size(); ++index) {
    if (results[index] != "applied" && results[index] != "replayed") continue;
    results[index] = is_replay(steps[index], now) ? "replayed" : "not_applied";
  }
  return results;
}

bool Oracle::is_replay(const Step& step, Moment now) const {
  const auto found = transactions_.find(step.uid);
  if (found == transactions_.end()) return false;
  if (!ends_hold(step.kind)) return matches(found->second, step, now);
  return found->second.hold != Hold::none && found->second.hold != Hold::open;
}

void Oracle::expire(Known& known) {
  known.hold = Hold::expired;
  accounts_[known.step.account].held -= known.step.cents;
}

/// The longest overdue first, and no more than are needed.
void Oracle::make_room(std::int64_t account, std::int64_t cents, Moment now) {
  std::set<std::pair<Moment, int>> due;
  for (const auto uid : due_holds(now)) {
    const auto& known = transactions_.at(uid);
    if (known.step.account == account) due.emplace(known.expires, uid);
  }
  for (const auto& [expires, uid] : due) {
    if (cents <= accounts_[account].balance - accounts_[account].held) return;
    expire(transactions_.at(uid));
  }
}

std::vector<int> Oracle::due_holds(Moment now) const {
  std::vector<int> due;
  for (const auto& [uid, known] : transactions_) {
    if (known.hold == Hold::open && known.expires <= now) due.push_back(uid);
  }
  return due;
}

std::string Oracle::judge(const Step& step, std::int64_t next_account, Moment now, Known& known) {
  switch (step.kind) {
    case Step::open:
      accounts_[next_account] = {.limit = step.limit_cents >= 0 ? step.limit_cents : no_limit, .is_euro = step.is_euro};
      return "applied";
    case Step::reverse:
      return judge_reversal(step, now, known);
    case Step::set_limit:
    case Step::add_to_limit:
      return judge_limit(step);
    case Step::freeze:
    case Step::unfreeze:
    case Step::close:
    case Step::erase:
      return judge_status(step);
    default:
      return judge_payment(step, now, known);
  }
}

std::string Oracle::judge_payment(const Step& step, Moment now, Known& known) {
  if (step.kind == Step::transfer && step.account == step.to) return "same_account";
  if (auto refused = refusal(step.account, false); !refused.empty()) return refused;
  if (step.cents == 0) return "amount_not_positive";
  if (known.effective > now + std::chrono::seconds(60)) return "timestamp_in_future";
  if (known.effective < books_closed_until_) return "books_closed";
  auto& account = accounts_[step.account];
  if (step.kind == Step::deposit) {
    if (auto refused = credit_refusal(step.account, step.cents); !refused.empty()) return refused;
    move(known, step.account, step.cents);
    return "applied";
  }
  make_room(step.account, step.cents, now);
  if (step.cents > account.balance - account.held) return "insufficient_funds";
  if (step.kind == Step::transfer) {
    if (auto refused = refusal(step.to, false); !refused.empty()) return refused;
    if (accounts_[step.to].is_euro != account.is_euro) return "currency_mismatch";
    if (auto refused = credit_refusal(step.to, step.cents); !refused.empty()) return refused;
  }
  if (step.kind == Step::place_hold) {
    account.held += step.cents;
    account.is_erased = false;
    known.hold = Hold::open;
    known.expires = now + std::chrono::seconds(step.timeout_seconds);
    return "applied";
  }
  move(known, step.account, -step.cents);
  if (step.kind == Step::transfer) move(known, step.to, step.cents);
  return "applied";
}

std::string Oracle::judge_hold_end(const Step& step, Moment now) {
  auto& known = transactions_.at(step.uid);
  const auto placed = known.step.cents;
  if (now >= known.expires) {
    expire(known);
    return "applied";
  }
  if (step.kind == Step::expire_hold) return "hold_not_due";
  if (step.kind == Step::confirm_hold) {
    if (step.cents == 0) return "amount_not_positive";
    if (step.cents > placed) return "amount_above_hold";
  }
  accounts_[known.step.account].held -= placed;
  if (step.kind == Step::cancel_hold) {
    known.hold = Hold::canceled;
  } else {
    known.hold = Hold::confirmed;
    move(known, known.step.account, -step.cents);
  }
  return "applied";
}

std::string Oracle::judge_reversal(const Step& step, Moment now, Known& known) {
  const auto found = transactions_.find(step.other_uid);
  if (found == transactions_.end()) return "transaction_not_found";
  auto& reversed = found->second;
  if (reversed.is_reversed) return "already_reversed";
  const bool is_reversal = reversed.step.kind == Step::reverse;
  if (reversed.moves.empty() || is_reversal) return "not_reversible";
  for (const auto& [id, cents] : reversed.moves) {
    if (auto refused = refusal(id, true); !refused.empty()) return refused;
    const auto& account = accounts_[id];
    make_room(id, cents, now);
    if (cents > account.balance - account.held) return "insufficient_funds";
    if (cents > 0) continue;
    if (auto refused = credit_refusal(id, -cents); !refused.empty()) return refused;
  }
  reversed.is_reversed = true;
  for (const auto& [id, cents] : reversed.moves) move(known, id, -cents);
  return "applied";
}

std::string Oracle::judge_limit(const Step& step) {
  if (auto refused = refusal(step.account, true); !refused.empty()) return refused;
  auto& account = accounts_[step.account];
  WideSum limit = step.limit_cents;
  if (step.kind == Step::add_to_limit) {
    if (account.limit == no_limit) return "limit_invalid";
    limit += account.limit;
  } else if (step.limit_cents < 0) {
    limit = no_limit;
  }
  if (limit < 0) return "limit_invalid";
  if (limit < account.balance) return "limit_below_balance";
  account.limit = static_cast<std::int64_t>(limit);
  account.is_erased = false;
  return "applied";
}

std::string Oracle::judge_status(const Step& step) {
  const auto found = accounts_.find(step.account);
  if (found == accounts_.end()) return "account_not_found";
  auto& account = found->second;
  const bool is_empty = account.balance == 0 && account.held == 0;
  if (step.kind == Step::erase) {
    if (!is_empty) return "account_not_empty";
    return std::exchange(account.is_erased, true) ? "identity_not_found" : "applied";
  }
  if (auto refused = refusal(step.account, step.kind != Step::freeze); !refused.empty()) return refused;
  if (step.kind == Step::unfreeze && account.status != AccountStatus::frozen) return "account_not_frozen";
  if (step.kind == Step::close && !is_empty) return "account_not_empty";
  account.status = step.kind == Step::freeze     ? AccountStatus::frozen
                   : step.kind == Step::unfreeze ? AccountStatus::open
                                                 : AccountStatus::closed;
  account.is_erased = false;
  return "applied";
}

std::string Oracle::refusal(std::int64_t account, bool may_be_frozen) const {
  const auto found = accounts_.find(account);
  if (found == accounts_.end()) return "account_not_found";
  if (found->second.status == AccountStatus::closed) return "account_closed";
  if (found->second.status == AccountStatus::frozen && !may_be_frozen) return "account_frozen";
  return {};
}

std::string Oracle::credit_refusal(std::int64_t account, std::int64_t cents) const {
  const auto after = static_cast<WideSum>(accounts_.at(account).balance) + cents;
  if (after > std::numeric_limits<std::int64_t>::max()) return "balance_out_of_range";
  return after > accounts_.at(account).limit ? "limit_exceeded" : std::string();
}

void Oracle::move(Known& known, std::int64_t account, std::int64_t cents) {
  known.moves.push_back({account, cents});
  accounts_[account].balance += cents;
  accounts_[account].is_erased = false;
  (accounts_[account].is_euro ? net_euro_ : net_dollar_) += cents;
}

bool Oracle::matches(const Known& known, const Step& step, Moment now) {
  if (known.step.kind != step.kind) return false;
  const bool same_time = !step.has_time || known.effective == effective_of(step, now);
  switch (step.kind) {
    case Step::open:
      return known.step.is_euro == step.is_euro && (step.limit_cents < 0 || known.step.limit_cents == step.limit_cents);
    case Step::reverse:
      return known.step.other_uid == step.other_uid;
    case Step::set_limit:
      return known.step.account == step.account &&
             (known.step.limit_cents == step.limit_cents || (known.step.limit_cents < 0 && step.limit_cents < 0));
    case Step::add_to_limit:
      return known.step.account == step.account && known.step.limit_cents == step.limit_cents;
    case Step::transfer:
      return known.step.account == step.account && known.step.cents == step.cents && known.step.to == step.to &&
             same_time;
    case Step::place_hold:
      return known.step.account == step.account && known.step.cents == step.cents &&
             known.step.timeout_seconds == step.timeout_seconds;
    case Step::deposit:
    case Step::withdraw:
      return known.step.account == step.account && known.step.cents == step.cents && same_time;
    default:
      return known.step.account == step.account;
  }
}

}  // namespace ledger::test
