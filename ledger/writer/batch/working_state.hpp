// The ledger as a batch's earlier commands leave it.
#pragma once

#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "ledger/writer/batch/batch.hpp"

namespace ledger {

/// The loaded state, with what the batch has decided so far laid over it. A part of it can be undone.
class WorkingState final : public LedgerView {
 public:
  /// All three must outlive it; `transactions` are the batch's, which the batch adds to.
  WorkingState(const LoadedState& loaded, AccountCache& cache, const std::vector<NewTransaction>& transactions);

  [[nodiscard]] const Account* find(AccountId id) const override;
  [[nodiscard]] bool external_id_taken(std::string_view external_id) const override;
  [[nodiscard]] bool login_taken(std::string_view login) const override;
  [[nodiscard]] const RecordedTransaction* recorded(const Uid& uid) const override;
  [[nodiscard]] std::optional<Uid> reversed_by(const Uid& uid) const override;
  [[nodiscard]] Moment books_closed_until() const override { return loaded_.books_closed_until; }

  /// Throws InvariantViolation if the event cannot follow.
  void apply(const Event& event);
  /// The latest of the batch's transactions can be found by its uid from now on.
  void remember_latest();
  /// From now on changes can be undone.
  void begin_unit();
  /// Keeps what was changed since begin_unit().
  void keep_unit() { undo_.reset(); }
  /// Back to begin_unit(), whose transactions the batch has dropped.
  void undo_unit();

  [[nodiscard]] std::vector<Account> changed_accounts() const;

 private:
  template <class Key, class Value>
  using Before = std::vector<std::pair<Key, std::optional<Value>>>;
  /// The values that stood at keys before they were changed, oldest first.
  struct UndoLog {
    Before<AccountId, Account> accounts;
    Before<Uid, std::size_t> transactions;
    std::vector<Uid> reversed;
    std::vector<std::string> external_ids;
    std::vector<std::string> logins;
  };

  const LoadedState& loaded_;
  AccountCache& cache_;
  const std::vector<NewTransaction>& transactions_;
  std::unordered_map<AccountId, Account> accounts_;
  std::unordered_set<AccountId> changed_;
  std::unordered_map<Uid, std::size_t> recorded_here_;
  std::unordered_map<Uid, Uid> reversed_here_;
  std::unordered_set<std::string> external_ids_here_;
  std::unordered_set<std::string> logins_here_;
  std::optional<UndoLog> undo_;
};

}  // namespace ledger
