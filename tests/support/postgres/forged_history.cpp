#include "tests/support/postgres/forged_history.hpp"

#include <fmt/format.h>

#include "ledger/journal/chain.hpp"
#include "ledger/journal/event_reader.hpp"
#include "ledger/publication/hex.hpp"

namespace ledger::test {
namespace {

constexpr std::size_t events_max = 100'000;

void change_events(const TestDatabase& database, const std::string& sql) {
  query_value(database.owner(), "alter table event disable trigger event_never_changes; " + sql +
                                    "; alter table event enable always trigger event_never_changes");
}

/// The notes say what the event at their position, or the last one there is, has for a hash.
constexpr const char* renew_notes =
    "update {0} set (position, hash) = (select position, hash from (select position, hash from event"
    " where event.journal = {0}.journal and event.position <= {0}.position"
    " union all select 0, genesis_hash from journal where journal.journal = {0}.journal) as left_over"
    " order by position desc limit 1)";

void forge_notes(const TestDatabase& database) {
  for (const char* table : {"snapshot_checkpoint", "relay_note"}) {
    query_value(database.owner(), fmt::format(fmt::runtime(renew_notes), table));
  }
}

}  // namespace

void rewrite_history(const TestDatabase& database, Position position, const std::string& assignment) {
  change_events(database,
                fmt::format("update event set {} where journal = 0 and position = {}", assignment, position.value));
  EventReader reader(database.owner(), "test");
  auto previous = position == Position(1) ? reader.genesis_hash(JournalId(0))
                                          : reader.read(JournalId(0), Position(position.value - 1), 1).front().hash;
  Chain chain;
  std::string values;
  for (const auto& event : reader.read(JournalId(0), position, events_max)) {
    previous = chain.link(previous, event);
    values += fmt::format("{}({}, '\\x{}'::bytea)", values.empty() ? "" : ", ", event.position.value, to_hex(previous));
  }
  change_events(database, "update event set hash = forged.hash from (values " + values +
                              ") as forged (position, hash) where journal = 0 and event.position = forged.position");
  forge_notes(database);
}

void cut_tail(const TestDatabase& database, Position first) {
  const auto gone =
      fmt::format("(select transaction_uid from event where journal = 0 and position >= {})", first.value);
  query_value(
      database.owner(),
      "alter table reversal disable trigger reversal_never_changes; delete from reversal where reversed_by_uid"
      " in " +
          gone +
          "; alter table reversal enable always trigger reversal_never_changes;"
          " delete from open_hold where transaction_uid in " +
          gone + "; delete from transaction_comment where transaction_uid in " + gone +
          fmt::format("; delete from identity where account_id in (select account_id from event where journal = 0"
                      " and position >= {} and version = 1)",
                      first.value) +
          fmt::format("; delete from pending_erasure where (account_id, up_to_version) in (select account_id, version"
                      " from event where journal = 0 and position >= {})",
                      first.value));
  change_events(database, fmt::format("delete from event where journal = 0 and position >= {}", first.value));
  forge_notes(database);
}

}  // namespace ledger::test
