#include "ledger/journal/batch_append.hpp"

#include "ledger/directory/texts_sql.hpp"
#include "ledger/domain/details.hpp"
#include "ledger/journal/event_columns.hpp"
#include "ledger/journal/journal_sql.hpp"
#include "ledger/journal/text_columns.hpp"

namespace ledger {
namespace {

using StoredBytes = std::span<const std::uint8_t>;

int send_events(PostgresConnection& connection, const DecidedBatch& batch, JournalId journal) {
  EventColumns columns(batch.event_count());
  bool is_empty = true;
  for (const auto& transaction : batch.transactions) {
    for (const auto& event : transaction.new_legs()) {
      if (event.journal != journal) continue;
      columns.add(event);
      is_empty = false;
    }
  }
  if (is_empty) return 0;
  PostgresParameters parameters;
  parameters.add_int16(journal.value);
  parameters.add_int64(microseconds_since_epoch(batch.recorded));
  columns.add_to(parameters);
  connection.send_prepared("append", parameters);
  return 1;
}

/// The rows of open_hold, reversal and pending_erasure that a batch brings, turned on their side.
class SideRows {
 public:
  explicit SideRows(const DecidedBatch& batch) {
    for (const auto& transaction : batch.transactions) {
      for (const auto& event : transaction.new_legs()) add(event);
    }
    // Only now: the vector has moved while it grew.
    for (const auto& reference : references_) reversed_uids_.emplace_back(reference.uid.bytes);
  }

  int send(PostgresConnection& connection) {
    // What ends last: a hold may have come and gone within one batch.
    int statements = send_opened(connection);
    statements += send_ended(connection);
    statements += send_reversals(connection);
    statements += send_erasures(connection);
    return statements;
  }

 private:
  void add(const Event& event) {
    switch (event.type) {
      case EventType::hold_placed:
        opened_.emplace_back(event.uid.bytes);
        accounts_.push_back(event.account.value);
        amounts_.push_back(event.amount);
        expiries_.push_back(microseconds_since_epoch(hold_terms(event).expires));
        return;
      case EventType::hold_captured:
      case EventType::hold_released:
      case EventType::hold_expired:
        ended_.emplace_back(event.uid.bytes);
        return;
      case EventType::reversal_credited:
      case EventType::reversal_debited:
        references_.push_back(reversed_leg(event));
        reversed_legs_.push_back(references_.back().leg.value);
        reversing_.emplace_back(event.uid.bytes);
        return;
      case EventType::identity_erased:
        erased_.push_back(event.account.value);
        erased_versions_.push_back(event.version.value);
        return;
      default:
        return;
    }
  }

  int send_opened(PostgresConnection& connection) {
    if (opened_.empty()) return 0;
    PostgresParameters parameters;
    parameters.add_uuid_array(opened_);
    parameters.add_int64_array(accounts_);
    parameters.add_int64_array(amounts_);
    parameters.add_int64_array(expiries_);
    connection.send_prepared("insert_open_holds", parameters);
    return 1;
  }

  int send_ended(PostgresConnection& connection) {
    if (ended_.empty()) return 0;
    PostgresParameters parameters;
    parameters.add_uuid_array(ended_);
    connection.send_prepared("delete_open_holds", parameters);
    return 1;
  }

  int send_reversals(PostgresConnection& connection) {
    if (reversing_.empty()) return 0;
    PostgresParameters parameters;
    parameters.add_uuid_array(reversed_uids_);
    parameters.add_int16_array(reversed_legs_);
    parameters.add_uuid_array(reversing_);
    connection.send_prepared("insert_reversals", parameters);
    return 1;
  }

  int send_erasures(PostgresConnection& connection) {
    if (erased_.empty()) return 0;
    PostgresParameters parameters;
    parameters.add_int64_array(erased_);
    parameters.add_int64_array(erased_versions_);
    connection.send_prepared("insert_pending_erasures", parameters);
    return 1;
  }

  std::vector<StoredBytes> opened_, ended_, reversed_uids_, reversing_;
  std::vector<std::int64_t> accounts_, amounts_, expiries_, erased_, erased_versions_;
  std::vector<LegReference> references_;
  std::vector<std::int16_t> reversed_legs_;
};

}  // namespace

void prepare_append(PostgresConnection& connection) {
  connection.prepare("append", journal_sql::append);
  connection.prepare("insert_comments", insert_comments_sql);
  connection.prepare("insert_identities", insert_identities_sql);
  connection.prepare("delete_identities", delete_identities_sql);
  connection.prepare("insert_open_holds", journal_sql::insert_open_holds);
  connection.prepare("delete_open_holds", journal_sql::delete_open_holds);
  connection.prepare("insert_reversals", journal_sql::insert_reversals);
  connection.prepare("insert_pending_erasures", journal_sql::insert_pending_erasures);
}

int send_batch(PostgresConnection& connection, const DecidedBatch& batch) {
  if (batch.transactions.empty()) return 0;
  int statements = 0;
  for (const auto& locked : batch.journals) statements += send_events(connection, batch, locked.journal);
  statements += send_texts(connection, batch.transactions);
  statements += SideRows(batch).send(connection);
  return statements;
}

}  // namespace ledger
