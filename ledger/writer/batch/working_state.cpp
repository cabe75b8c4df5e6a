#include "ledger/writer/batch/working_state.hpp"

#include <algorithm>

#include "ledger/domain/details.hpp"

namespace ledger {
namespace {

/// Returns the value at the key, or nothing.
template <class Map>
std::optional<typename Map::mapped_type> value_at(const Map& map, const typename Map::key_type& key) {
  const auto found = map.find(key);
  return found == map.end() ? std::nullopt : std::optional<typename Map::mapped_type>(found->second);
}

/// Puts back what stood there, the newest change first.
template <class Map, class Log>
void restore(Map& map, Log& log) {
  for (auto entry = log.rbegin(); entry != log.rend(); ++entry) {
    if (entry->second) {
      map.insert_or_assign(entry->first, *entry->second);
    } else {
      map.erase(entry->first);
    }
  }
}

}  // namespace

WorkingState::WorkingState(const LoadedState& loaded, AccountCache& cache,
                           const std::vector<NewTransaction>& transactions)
    : loaded_(loaded), cache_(cache), transactions_(transactions) {
  for (const auto& account : loaded.accounts) accounts_.insert_or_assign(account.id, account);
}

const Account* WorkingState::find(AccountId id) const {
  const auto journal = journal_of(id, loaded_.journal_count);
  const bool is_locked = std::any_of(loaded_.journals.begin(), loaded_.journals.end(),
                                     [journal](const JournalTail& locked) { return locked.journal == journal; });
  if (!is_locked) return nullptr;
  const auto found = accounts_.find(id);
  return found != accounts_.end() ? &found->second : cache_.find(id);
}

bool WorkingState::external_id_taken(std::string_view external_id) const {
  const std::string key(external_id);
  return loaded_.taken_external_ids.contains(key) || external_ids_here_.contains(key);
}

bool WorkingState::login_taken(std::string_view login) const {
  const std::string key(login);
  return loaded_.taken_logins.contains(key) || logins_here_.contains(key);
}

const RecordedTransaction* WorkingState::recorded(const Uid& uid) const {
  const auto here = recorded_here_.find(uid);
  if (here != recorded_here_.end()) return &transactions_[here->second].recorded;
  const auto before = loaded_.recorded.find(uid);
  return before != loaded_.recorded.end() ? &before->second : nullptr;
}

std::optional<Uid> WorkingState::reversed_by(const Uid& uid) const {
  if (const auto here = value_at(reversed_here_, uid)) return here;
  const auto before = loaded_.recorded.find(uid);
  return before != loaded_.recorded.end() ? before->second.reversed_by : std::nullopt;
}

void WorkingState::apply(const Event& event) {
  const Account* before = find(event.account);
  const auto after = evolve(before == nullptr ? std::nullopt : std::optional<Account>(*before), event);
  if (undo_) undo_->accounts.emplace_back(event.account, value_at(accounts_, event.account));
  accounts_.insert_or_assign(event.account, after);
  changed_.insert(event.account);
}

void WorkingState::remember_latest() {
  const RecordedTransaction& transaction = transactions_.back().recorded;
  const Event& latest = transaction.legs.back();
  if (undo_) undo_->transactions.emplace_back(latest.uid, value_at(recorded_here_, latest.uid));
  recorded_here_.insert_or_assign(latest.uid, transactions_.size() - 1);
  if (is_reversal(latest.type)) {
    const Uid reversed = reversed_leg(latest).uid;
    reversed_here_.emplace(reversed, latest.uid);
    if (undo_) undo_->reversed.push_back(reversed);
  }
  if (!transaction.identity) return;
  if (const auto& external_id = transaction.identity->external_id) {
    external_ids_here_.insert(*external_id);
    if (undo_) undo_->external_ids.push_back(*external_id);
  }
  if (const auto& login = transaction.identity->login) {
    logins_here_.insert(login->name);
    if (undo_) undo_->logins.push_back(login->name);
  }
}

void WorkingState::begin_unit() { undo_.emplace(); }

void WorkingState::undo_unit() {
  restore(accounts_, undo_->accounts);
  restore(recorded_here_, undo_->transactions);
  for (const auto& uid : undo_->reversed) reversed_here_.erase(uid);
  for (const auto& external_id : undo_->external_ids) external_ids_here_.erase(external_id);
  for (const auto& login : undo_->logins) logins_here_.erase(login);
  undo_.reset();
}

std::vector<Account> WorkingState::changed_accounts() const {
  std::vector<Account> changed;
  changed.reserve(changed_.size());
  for (const auto id : changed_) {
    // One whose only changes were undone may not be here at all.
    if (const auto account = accounts_.find(id); account != accounts_.end()) changed.push_back(account->second);
  }
  return changed;
}

}  // namespace ledger
