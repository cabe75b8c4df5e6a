// Measures a follower's lag behind its journal: the relay behind what it has to publish, the projector behind what it
// has to project.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "ledger/journal/event_reader.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

struct JournalLag {
  /// Behind the follower's place, up to the journal's end.
  std::int64_t events = 0;
  /// The age of the oldest of them, by the database's clock; 0 if there are none.
  std::chrono::microseconds age{};
};

/// The session limits that this query is made for: whoever watches the lag must notice soon that the database is away.
constexpr SessionLimits lag_session_limits{
    .connect = std::chrono::seconds(2), .statement = std::chrono::seconds(2), .lock = std::chrono::seconds(2)};
constexpr std::chrono::seconds lag_answer_deadline{3};

/// Prepares the query on the connection. Throws ConnectionLost, StatementFailed.
void prepare_lag_query(PostgresConnection& connection);

/// The lag of a follower whose last event is the one at `place`; nothing if the journal does not hold that event, as
/// after a restore: how much of it the follower has not seen is not known then. The genesis hash stands at position 0.
/// Throws ConnectionLost, StatementFailed.
std::optional<JournalLag> find_lag(PostgresConnection& connection, JournalId journal, const ChainPoint& place);

}  // namespace ledger
