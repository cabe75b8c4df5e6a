// Sums over all accounts of a journal at a position. Never stale, though the projector lags.
#pragma once

#include <map>
#include <pqxx/pqxx>

#include "ledger/domain/values/currency.hpp"
#include "ledger/domain/values/ids.hpp"
#include "ledger/domain/values/money.hpp"

namespace ledger {

/// Over all accounts of one currency.
struct TotalAt {
  std::int64_t accounts = 0;
  WideSum balance = 0;
  WideSum held = 0;
  /// The sum of all increases of balances since the beginning; what went out is this less the balance.
  WideSum credited = 0;
  bool operator==(const TotalAt&) const = default;
};

/// The sums as of a position of the journal, which must not be behind its end. They are those that the projector kept
/// at the last 4096th position and the events from there on.
std::map<Currency, TotalAt> totals_at(pqxx::transaction_base& transaction, JournalId journal, Position position);

}  // namespace ledger
