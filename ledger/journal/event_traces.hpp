// The rows of event_trace: where the requests of events that are not published yet stood in their callers' traces.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "ledger/domain/event.hpp"
#include "ledger/domain/values/trace_parent.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// Collects rows of one transaction.
class EventTraces {
 public:
  void add(const Event& event, const TraceParent& trace);
  [[nodiscard]] bool empty() const { return positions_.empty(); }

  /// Prepares the statement that send() uses.
  static void prepare(PostgresConnection& connection);
  /// Adds positions and traces as parameters, for a batch of one journal.
  void add_to(PostgresParameters& parameters) const;
  /// Sends what stores the rows, on a connection in pipeline mode. Returns the number of statements sent.
  int send(PostgresConnection& connection) const;

 private:
  std::vector<std::int16_t> journals_;
  std::vector<std::int64_t> positions_;
  std::vector<std::vector<std::uint8_t>> traces_;
};

/// Traces by the positions of their events.
using TracesByPosition = std::map<Position, TraceParent>;

/// Parameters: journal, first and last position.
constexpr const char* read_traces_sql =
    "select position, traceparent from event_trace"
    " where journal = $1::smallint and position between $2::bigint and $3::bigint order by position";
/// The traces in a result of that statement.
TracesByPosition traces_in(const PostgresResult& rows);

/// Removes the traces of a journal. Parameters: journal, first and last position.
constexpr const char* forget_traces_sql =
    "delete from event_trace where journal = $1::smallint and position between $2::bigint and $3::bigint";

}  // namespace ledger
