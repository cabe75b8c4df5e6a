#include "ledger/journal/epoch_query.hpp"

#include "ledger/journal/pqxx_event_rows.hpp"
#include "ledger/journal/recorded_rows.hpp"
#include "ledger/postgres/database.hpp"

namespace ledger {
namespace {

constexpr const char* later_epochs_sql = "select journal, epoch from journal_guard where epoch > 1 order by journal";

}  // namespace

Epochs epochs_in(const PostgresResult& rows) {
  std::vector<Rewind> rewinds;
  rewinds.reserve(static_cast<std::size_t>(rows.rows()));
  for (int row = 0; row < rows.rows(); ++row) {
    rewinds.push_back({.epoch = Epoch(static_cast<std::int32_t>(rows.int64(row, 0))),
                       .last_valid = Position(rows.int64(row, 1)),
                       .hash = hash_in(rows.bytes(row, 2))});
  }
  return Epochs(std::move(rewinds));
}

Epochs read_epochs(PostgresConnection& connection, JournalId journal) {
  PostgresParameters parameters;
  parameters.add_int16(journal.value);
  return epochs_in(connection.execute(epochs_sql, parameters));
}

Epochs read_epochs(pqxx::transaction_base& transaction, JournalId journal) {
  std::vector<Rewind> rewinds;
  for (const auto& row : execute(transaction, epochs_sql, journal.value)) {
    rewinds.push_back({.epoch = Epoch(static_cast<std::int32_t>(whole_number(row[0]))),
                       .last_valid = Position(whole_number(row[1])),
                       .hash = hash_in(stored_bytes(row[2]))});
  }
  return Epochs(std::move(rewinds));
}

std::vector<std::pair<JournalId, Epoch>> read_later_epochs(pqxx::transaction_base& transaction) {
  std::vector<std::pair<JournalId, Epoch>> found;
  for (const auto& row : execute(transaction, later_epochs_sql)) {
    found.emplace_back(JournalId(static_cast<std::int16_t>(whole_number(row[0]))),
                       Epoch(static_cast<std::int32_t>(whole_number(row[1]))));
  }
  return found;
}

}  // namespace ledger
