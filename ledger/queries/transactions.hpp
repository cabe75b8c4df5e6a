// Queries on events for single accounts and transactions, for the API. SQL through libpqxx.
#pragma once

#include <cstdint>
#include <optional>
#include <pqxx/pqxx>
#include <vector>

#include "ledger/domain/epochs.hpp"
#include "ledger/domain/recorded_transaction.hpp"

namespace ledger {

/// The transaction recorded under a uid with its texts, or nothing.
std::optional<RecordedTransaction> find_transaction(pqxx::transaction_base& transaction, const Uid& uid);

/// Selects events of an account; all of them if nothing is set.
struct HistoryFilter {
  /// By effective time: from this one …
  std::optional<Moment> from;
  /// … and before this one.
  std::optional<Moment> before;
  /// The wanted types; any type if this is empty.
  std::vector<EventType> types;

  [[nodiscard]] bool takes_all() const { return !from && !before && types.empty(); }
};

/// One page of an account's history.
struct HistoryPage {
  /// In version order as asked for, each with the comment that has not been erased.
  std::vector<RecordedTransaction> entries;
  /// The place behind which the next page begins; nothing at the end.
  std::optional<Version> next;
  /// False if there is no such account.
  bool account_exists = true;
};

/// Up to `limit` (1 to 1000) events of an account: ascending from the version after `after`, or descending from the
/// one before it; from the first, or the last, without it. The page stays right while events arrive. No more than
/// 10,000 events are looked at, so with a filter a page may be short, or empty, though more follow.
HistoryPage account_history(pqxx::transaction_base& transaction, AccountId account, std::optional<Version> after,
                            bool descending, int limit, const HistoryFilter& filter = {});

/// The account's last event, that is its state now; nothing if there is no such account.
std::optional<Event> last_event(pqxx::transaction_base& transaction, AccountId account);

/// Returns true if this very event is stored. As its hash follows from all events before it, these are stored as well.
bool has_event(pqxx::transaction_base& transaction, const Event& event);

/// Returns the journal's last position; 0 where it is empty.
Position last_position(pqxx::transaction_base& transaction, JournalId journal);

/// A position of a journal, and the epoch that the journal is in: both as of one moment.
struct PositionInEpoch {
  Position position;
  /// The journal's epoch; the event at the position may be of an earlier one.
  Epoch journal_epoch = first_epoch;
};

/// Returns the journal's last position as of now.
PositionInEpoch end_in_epoch(pqxx::transaction_base& transaction, JournalId journal);

/// The position at which the journal stood at a recorded time: the last one recorded at or before it, 0 if none.
Position position_at(pqxx::transaction_base& transaction, JournalId journal, Moment recorded);

}  // namespace ledger
