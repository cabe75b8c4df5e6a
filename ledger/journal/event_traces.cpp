#include "ledger/journal/event_traces.hpp"

#include <algorithm>

#include "ledger/domain/values/invariant.hpp"

namespace ledger {
namespace {

constexpr const char* insert_name = "insert_traces";
/// Parameters: journals (smallint[]), positions (bigint[]), traces (bytea[]). A row may be there of an event that was
/// given up after a restore.
constexpr const char* insert_sql =
    "insert into event_trace (journal, position, traceparent)"
    " select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])"
    " on conflict (journal, position) do update set traceparent = excluded.traceparent";

std::vector<std::uint8_t> stored(const TraceParent& trace) {
  std::vector<std::uint8_t> bytes(trace.trace_id.begin(), trace.trace_id.end());
  bytes.insert(bytes.end(), trace.parent_id.begin(), trace.parent_id.end());
  bytes.push_back(trace.flags);
  return bytes;
}

TraceParent trace_in(std::span<const std::uint8_t> bytes) {
  TraceParent trace;
  ensure(bytes.size() == trace.trace_id.size() + trace.parent_id.size() + 1, "a stored trace has 25 bytes");
  std::copy_n(bytes.begin(), trace.trace_id.size(), trace.trace_id.begin());
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(trace.trace_id.size()), trace.parent_id.size(),
              trace.parent_id.begin());
  trace.flags = bytes.back();
  return trace;
}

}  // namespace

void EventTraces::add(const Event& event, const TraceParent& trace) {
  journals_.push_back(event.journal.value);
  positions_.push_back(event.position.value);
  traces_.push_back(stored(trace));
}

void EventTraces::prepare(PostgresConnection& connection) { connection.prepare(insert_name, insert_sql); }

void EventTraces::add_to(PostgresParameters& parameters) const {
  parameters.add_int64_array(positions_);
  parameters.add_bytea_array(std::vector<std::span<const std::uint8_t>>(traces_.begin(), traces_.end()));
}

int EventTraces::send(PostgresConnection& connection) const {
  if (empty()) return 0;
  PostgresParameters parameters;
  parameters.add_int16_array(journals_);
  add_to(parameters);
  connection.send_prepared(insert_name, parameters);
  return 1;
}

TracesByPosition traces_in(const PostgresResult& rows) {
  TracesByPosition traces;
  for (int row = 0; row < rows.rows(); ++row)
    traces.emplace(Position(rows.int64(row, 0)), trace_in(rows.bytes(row, 1)));
  return traces;
}

}  // namespace ledger
