// The state of the ledger just before a decision: all that a decision may look at.
#pragma once

#include <optional>
#include <string_view>

#include "ledger/domain/account.hpp"
#include "ledger/domain/recorded_transaction.hpp"

namespace ledger {

/// Decisions are pure: whoever asks for one has loaded beforehand what it looks up here.
class LedgerView {
 public:
  /// The account's state, or null if there is no such account. Valid until the view changes.
  [[nodiscard]] virtual const Account* find(AccountId account) const = 0;
  /// Returns true if some account has this outside id.
  [[nodiscard]] virtual bool external_id_taken(std::string_view external_id) const = 0;
  /// Returns true if some account has this login.
  [[nodiscard]] virtual bool login_taken(std::string_view login) const = 0;
  /// Returns the transaction that is recorded under a uid, or null. Valid until the view changes.
  [[nodiscard]] virtual const RecordedTransaction* recorded(const Uid& uid) const = 0;
  /// The transaction that reversed the one under this uid, if one has.
  [[nodiscard]] virtual std::optional<Uid> reversed_by(const Uid& uid) const = 0;
  /// Nothing may take effect before this; Moment::min() where the books are not closed.
  [[nodiscard]] virtual Moment books_closed_until() const = 0;

 protected:
  LedgerView() = default;
  LedgerView(const LedgerView&) = default;
  LedgerView& operator=(const LedgerView&) = default;
  ~LedgerView() = default;
};

}  // namespace ledger
