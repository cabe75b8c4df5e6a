// The holds that have not ended: what an account's hold is what is held of its balance. SQL through libpqxx.
#pragma once

#include <optional>
#include <pqxx/pqxx>
#include <vector>

#include "ledger/domain/recorded_transaction.hpp"

namespace ledger {

struct OpenHoldPage {
  /// By uid, ascending; each has the leg that placed it. One whose time is over is among them until its expiry is
  /// recorded.
  std::vector<RecordedTransaction> holds;
  /// The place behind which the next page begins; nothing at the end.
  std::optional<Uid> next;
};

/// Up to `limit` (1 to 1000) open holds of an account behind `after`, or the first ones.
OpenHoldPage open_holds(pqxx::transaction_base& transaction, AccountId account, const std::optional<Uid>& after,
                        int limit);

/// Up to `limit` open holds of all accounts, those that end first first; each as above.
std::vector<RecordedTransaction> open_holds_by_expiry(pqxx::transaction_base& transaction, int limit);

}  // namespace ledger
