#include "ledger/writer/session/batch_append.hpp"

#include "ledger/directory/texts_sql.hpp"
#include "ledger/journal/event_row.hpp"
#include "ledger/journal/journal_sql.hpp"
#include "ledger/journal/side_rows.hpp"
#include "ledger/writer/session/erasable_text_columns.hpp"

namespace ledger {
namespace {

int send_events(PostgresConnection& connection, const DecidedBatch& batch, std::uint32_t row_type) {
  std::vector<const Event*> events;
  events.reserve(batch.event_count());
  for (const auto& transaction : batch.transactions) {
    for (const auto& event : transaction.new_legs()) events.push_back(&event);
  }
  PostgresParameters parameters;
  add_event_rows(parameters, row_type, events);
  connection.send_prepared("append", parameters);
  return 1;
}

}  // namespace

void prepare_append(PostgresConnection& connection) {
  connection.prepare("append", insert_events_sql().c_str());
  connection.prepare("insert_comments", insert_comments_sql);
  connection.prepare("insert_identities", insert_identities_sql);
  connection.prepare("delete_identities", delete_identities_sql);
  prepare_side_rows(connection);
}

int send_batch(PostgresConnection& connection, const DecidedBatch& batch, std::uint32_t row_type) {
  if (batch.transactions.empty()) return 0;
  int statements = send_events(connection, batch, row_type);
  statements += send_texts(connection, batch.transactions);
  SideRows side_rows;
  for (const auto& transaction : batch.transactions) {
    for (const auto& event : transaction.new_legs()) side_rows.add(event);
  }
  statements += side_rows.send(connection);
  return statements;
}

}  // namespace ledger
