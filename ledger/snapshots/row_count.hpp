// Counts the rows that the snapshots have of one account, however many these are.
#pragma once

#include <cstdint>

#include "ledger/domain/values/ids.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

struct RowCount {
  /// In run_row.
  std::int64_t rows = 0;
  /// In run_slot.
  std::int64_t slots = 0;
};

/// Counts the account's rows that were written for events up to the position; later ones, which a projector may be
/// adding, do not count. Reads pages of `page_rows`, each by a statement of its own, so that none takes long. Throws
/// ConnectionLost, StatementFailed.
RowCount count_rows(PostgresConnection& connection, AccountId account, Position last, std::int64_t page_rows = 100'000);

}  // namespace ledger
