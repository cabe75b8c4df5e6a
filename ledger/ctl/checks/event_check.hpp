// Checks that each event follows from those before it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "ledger/ctl/checks/account_check.hpp"
#include "ledger/domain/account.hpp"
#include "ledger/journal/chain.hpp"
#include "ledger/snapshots/runs.hpp"

namespace ledger {

/// Sums over a currency, in minor units.
struct CurrencySums {
  /// Deposits, and what reversals gave back.
  WideSum deposited = 0;
  /// Withdrawals, captured holds, and what reversals took back.
  WideSum withdrawn = 0;
  /// Received less sent, over all transfers: 0, since both legs are in one transaction.
  WideSum transferred = 0;
  WideSum balances = 0;
};

/// Checks events one by one, over all journals. Needs about 150 bytes of memory an account.
class EventCheck {
 public:
  /// An account's journal is its id modulo the number of journals.
  explicit EventCheck(std::int64_t journal_count) : journal_count_(journal_count) {}

  void begin_journal(const Hash& genesis_hash);
  /// Returns what is wrong with the event after the ones before it; nothing if all is well.
  std::optional<std::string> check(const Event& event);
  /// Returns what the last event checked changed.
  [[nodiscard]] const RunEntry& change() const { return change_; }

  /// Returns what does not add up, once all journals are read.
  std::optional<std::string> finish();

  [[nodiscard]] std::int64_t events() const { return events_; }
  [[nodiscard]] const std::map<std::string, CurrencySums>& sums() const { return sums_; }
  [[nodiscard]] std::size_t account_count() const { return accounts_.size(); }
  /// Its last version; 0 if there is no such account.
  [[nodiscard]] Version last_version(AccountId account) const;
  /// All accounts, ascending.
  [[nodiscard]] std::vector<CheckedAccount> accounts() const;
  /// The account, which must be known.
  [[nodiscard]] CheckedAccount account(AccountId id) const;

 private:
  [[nodiscard]] JournalId journal_of(AccountId account) const;
  void add_to_sums(const Event& event);

  std::int64_t journal_count_;
  Chain chain_;
  Hash previous_hash_{};
  Moment previous_recorded_{};
  RunEntry change_;
  std::unordered_map<AccountId, Account> accounts_;
  std::int64_t events_ = 0;
  std::map<std::string, CurrencySums> sums_;
};

}  // namespace ledger
