// The note in PostgreSQL of what has been published: advisory, may lag behind the cursor.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "ledger/common/database_settings.hpp"
#include "outbox/cursor.hpp"

namespace ledger {

struct RelayNote {
  Cursor cursor;
  std::string cluster_id;
  std::string events_topic;
  std::string balances_topic;
  /// By partition; the topics cannot end before these.
  std::vector<std::int64_t> events_ends;
  std::vector<std::int64_t> balances_ends;
};

/// For one thread. Throws pqxx::failure; after that make another one.
class RelayNotes {
 public:
  explicit RelayNotes(const DatabaseSettings& database);

  std::optional<RelayNote> find(JournalId journal);
  /// Whether some journal has one.
  bool any();
  void write(const RelayNote& note);

 private:
  std::unique_ptr<pqxx::connection> connection_;
};

}  // namespace ledger
