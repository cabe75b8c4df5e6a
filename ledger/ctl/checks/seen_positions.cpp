#include "ledger/ctl/checks/seen_positions.hpp"

#include "ledger/journal/recorded_rows.hpp"

namespace ledger {
namespace {

constexpr const char* seen_sql = "select observer, journal, position, hash from seen_position";
/// A jump from journal to journal along the primary key, instead of a scan of all events.
constexpr const char* stray_sql =
    "with recursive found (journal) as ("
    " (select journal from event order by journal limit 1)"
    " union all"
    " select (select event.journal from event where event.journal > found.journal order by event.journal limit 1)"
    " from found where found.journal is not null)"
    " select journal from found where journal not in (select journal from journal) limit 1";

}  // namespace

std::vector<SeenPosition> seen_positions(PostgresConnection& connection) {
  const auto rows = connection.execute(seen_sql);
  std::vector<SeenPosition> seen;
  for (int row = 0; row < rows.rows(); ++row) {
    seen.push_back({.observer = rows.text(row, 0),
                    .journal = JournalId(rows.int16(row, 1)),
                    .position = Position(rows.int64(row, 2)),
                    .hash = hash_in(rows.bytes(row, 3))});
  }
  return seen;
}

std::optional<Fault> missing_behind(EventReader& reader, JournalId journal, const std::vector<SeenPosition>& seen) {
  for (const auto& each : seen) {
    if (each.journal != journal) continue;
    if (each.position == Position(0)) {
      if (each.hash == reader.genesis_hash(journal)) continue;
      return Fault{journal, each.position, each.observer + " has seen another genesis hash (seen_position)"};
    }
    const auto events = reader.read(journal, each.position, 1);
    if (events.empty())
      return Fault{journal, each.position, each.observer + " has seen this event (seen_position), and it is gone"};
    if (events.front().hash != each.hash) {
      return Fault{journal, each.position, each.observer + " has seen another event here (seen_position)"};
    }
  }
  return std::nullopt;
}

std::optional<JournalId> stray_journal(PostgresConnection& connection) {
  const auto rows = connection.execute(stray_sql);
  if (rows.rows() == 0) return std::nullopt;
  return JournalId(rows.int16(0, 0));
}

std::optional<std::string> wrong_journal_number(const std::vector<JournalEnd>& ascending) {
  JournalId expected;
  for (const auto& end : ascending) {
    if (end.journal != expected) return "table journal: " + std::to_string(expected.value) + " is missing";
    expected = expected.next();
  }
  return std::nullopt;
}

}  // namespace ledger
