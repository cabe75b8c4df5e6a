// Events behind a position, for readers that follow a journal from wherever they stand. SQL through libpqxx.
#pragma once

#include <pqxx/pqxx>
#include <vector>

#include "ledger/domain/event.hpp"

namespace ledger {

struct EventWindow {
  /// In order of their positions.
  std::vector<Event> events;
  /// All that was asked for stands in `events` up to here: go on behind it.
  Position reached;
};

/// Up to `limit` events of a journal behind `after`.
EventWindow journal_window(pqxx::transaction_base& transaction, JournalId journal, Position after, int limit);

/// Up to `limit` events of an account behind `after`, a position of the account's journal. Costs the same wherever in a
/// long journal they stand.
EventWindow account_window(pqxx::transaction_base& transaction, JournalId journal, AccountId account, Position after,
                           int limit);

}  // namespace ledger
