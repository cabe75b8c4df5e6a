// Rows of events with their texts, put together to transactions.
#pragma once

#include <vector>

#include "ledger/domain/recorded_transaction.hpp"
#include "ledger/journal/event_row.hpp"

namespace ledger {

/// The columns of `catch_up` that hold the clock, what the guard says, the epoch and refusal_fence: they follow
/// event_columns().
constexpr int clock_column = event_column_count;
constexpr int guard_column = clock_column + 1;
constexpr int epoch_column = clock_column + 2;
constexpr int fence_column = clock_column + 3;

/// The transactions in a binary result of event_columns() followed by LEDGER_TEXT_COLUMNS and
/// LEDGER_REVERSAL_COLUMN, ordered by uid and leg.
std::vector<RecordedTransaction> recorded_from_rows(const PostgresResult& result);

/// The bytes as a hash. Throws InvariantViolation unless there are 32.
Hash hash_in(std::span<const std::uint8_t> bytes);
/// The bytes as a uid. Throws InvariantViolation unless there are 16.
Uid uid_in(std::span<const std::uint8_t> bytes);

}  // namespace ledger
