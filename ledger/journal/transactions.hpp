// Queries on events for single accounts and transactions, for the API. SQL through libpqxx.
#pragma once

#include <cstdint>
#include <optional>
#include <pqxx/pqxx>
#include <vector>

#include "ledger/domain/recorded.hpp"

namespace ledger {

/// The transaction recorded under a uid with its texts, or nothing.
std::optional<Recorded> find_transaction(pqxx::transaction_base& transaction, const Uid& uid);

/// One page of an account's history.
struct HistoryPage {
  /// In version order as asked for, each with the comment that has not been erased.
  std::vector<Recorded> entries;
  /// Where the next page goes on; nothing at the end.
  std::optional<Version> next;
};

/// Up to `limit` (1 to 1000) events of an account: ascending from the version after `after`, or descending from the
/// one before it; from the first, or the last, without it. The page stays right while events arrive.
HistoryPage account_history(pqxx::transaction_base& transaction, AccountId account, std::optional<Version> after,
                            bool descending, int limit);

/// The account's last event, that is its state now; nothing if there is no such account.
std::optional<Event> last_event(pqxx::transaction_base& transaction, AccountId account);

/// The position at which the journal stood at a recorded time: the last one recorded at or before it, 0 if none.
Position position_at(pqxx::transaction_base& transaction, JournalId journal, Moment recorded);

}  // namespace ledger
