#include "ledger/journal/batch.hpp"

#include <algorithm>

#include "ledger/domain/invariant.hpp"

namespace ledger {
namespace {

/// The ledger as the batch's earlier commands leave it.
class WorkingState final : public LedgerView {
 public:
  WorkingState(const LoadedState& loaded, AccountCache& cache, const std::vector<Recorded>& transactions)
      : loaded_(loaded), cache_(cache), transactions_(transactions) {
    for (const auto& account : loaded.accounts) accounts_.insert_or_assign(account.id, account);
  }

  [[nodiscard]] const Account* find(AccountId id) const override {
    const auto found = accounts_.find(id);
    return found != accounts_.end() ? &found->second : cache_.find(id);
  }

  [[nodiscard]] bool external_id_taken(std::string_view external_id) const override {
    const std::string key(external_id);
    return loaded_.taken_external_ids.contains(key) || taken_here_.contains(key);
  }

  /// What is recorded under the uid, in the database or earlier in the batch.
  [[nodiscard]] const Recorded* recorded(const Uid& uid) const {
    const auto here = recorded_here_.find(uid);
    if (here != recorded_here_.end()) return &transactions_[here->second];
    const auto before = loaded_.recorded.find(uid);
    return before != loaded_.recorded.end() ? &before->second : nullptr;
  }

  void apply(const Event& event) {
    const Account* before = find(event.account);
    const auto after = evolve(before == nullptr ? std::nullopt : std::optional<Account>(*before), event);
    accounts_.insert_or_assign(event.account, after);
    changed_.insert(event.account);
  }

  /// The latest of the batch's transactions can be replayed from now on.
  void remember_latest() {
    const Recorded& transaction = transactions_.back();
    recorded_here_.emplace(transaction.legs.front().uid, transactions_.size() - 1);
    if (transaction.identity && transaction.identity->external_id) {
      taken_here_.insert(*transaction.identity->external_id);
    }
  }

  [[nodiscard]] std::vector<Account> changed_accounts() const {
    std::vector<Account> changed;
    changed.reserve(changed_.size());
    for (const auto id : changed_) changed.push_back(accounts_.at(id));
    return changed;
  }

 private:
  const LoadedState& loaded_;
  AccountCache& cache_;
  const std::vector<Recorded>& transactions_;
  std::unordered_map<AccountId, Account> accounts_;
  std::unordered_set<AccountId> changed_;
  std::unordered_map<Uid, std::size_t> recorded_here_;
  std::unordered_set<std::string> taken_here_;
};

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

/// Gives decided events their place in the journal.
class Appender {
 public:
  Appender(JournalId journal, const LoadedState& loaded, Chain& chain)
      : journal_(journal), head_(loaded.head), recorded_(std::max(loaded.head.recorded, loaded.clock)), chain_(chain) {}

  /// One value a batch, never before the journal's last: also `now` for every decision.
  [[nodiscard]] Moment now() const { return recorded_; }
  [[nodiscard]] const ChainHead& head() const { return head_; }

  void place(Event& event) {
    event.journal = journal_;
    event.position = head_.position.next();
    event.recorded = recorded_;
    event.hash = chain_.link(head_.hash, event);
    head_ = {.position = event.position, .hash = event.hash, .recorded = recorded_};
  }

 private:
  JournalId journal_;
  ChainHead head_;
  Moment recorded_;
  Chain& chain_;
};

Outcome replay_or_clash(const Recorded& recorded, const Command& command) {
  if (same_content(recorded, command)) return Applied{.recorded = recorded, .replayed = true};
  return Rejection{RejectionCode::uid_reused, "uid", "this uid names another transaction"};
}

}  // namespace

std::size_t DecidedBatch::event_count() const {
  std::size_t count = 0;
  for (const auto& transaction : transactions) count += transaction.legs.size();
  return count;
}

std::vector<Outcome> DecidedBatch::take_outcomes() {
  for (std::size_t index = 0; index < transactions.size(); ++index) {
    outcomes[command_of_transaction[index]] = Applied{.recorded = std::move(transactions[index]), .replayed = false};
  }
  transactions.clear();
  return std::move(outcomes);
}

DecidedBatch decide_batch(JournalId journal, std::span<Command> commands, const LoadedState& loaded,
                          AccountCache& cache, Chain& chain) {
  DecidedBatch batch;
  WorkingState state(loaded, cache, batch.transactions);
  Appender appender(journal, loaded, chain);
  number_accounts(commands, loaded);
  batch.outcomes.reserve(commands.size());

  for (std::size_t index = 0; index < commands.size(); ++index) {
    const Command& command = commands[index];
    if (const Recorded* recorded = state.recorded(uid_of(command))) {
      batch.outcomes.push_back(replay_or_clash(*recorded, command));
      continue;
    }
    auto decision = decide(state, command, appender.now());
    if (auto* rejection = std::get_if<Rejection>(&decision)) {
      batch.outcomes.emplace_back(std::move(*rejection));
      continue;
    }
    Recorded transaction;
    transaction.legs = std::move(std::get<std::vector<Event>>(decision));
    must_hold(!transaction.legs.empty(), "a transaction has at least one event");
    for (auto& event : transaction.legs) {
      state.apply(event);
      appender.place(event);
    }
    attach_texts(command, transaction);
    batch.transactions.push_back(std::move(transaction));
    batch.command_of_transaction.push_back(index);
    state.remember_latest();
    batch.outcomes.emplace_back(Applied{});
  }
  batch.accounts = state.changed_accounts();
  batch.head = appender.head();
  return batch;
}

}  // namespace ledger
