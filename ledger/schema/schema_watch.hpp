// Asks at the start, and again and again, whether the database has the schema that this program works with.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "ledger/postgres/database_settings.hpp"
#include "ledger/process/obstacles.hpp"

namespace ledger {

/// The code of the obstacle.
constexpr const char* migration_wanted_code = "migration_wanted";

/// A thread that asks once a second until the schema is there, and every ten seconds from then on, since a database may
/// be exchanged for an older backup. The log tells of each change once.
class SchemaWatch {
 public:
  /// `obstacles` must outlive it; `migration_wanted` and `database_away` are noted there and stop everything.
  SchemaWatch(DatabaseSettings settings, const std::string& program, Obstacles& obstacles);
  /// Ends within a second or two, also while the database hangs.
  ~SchemaWatch();
  SchemaWatch(const SchemaWatch&) = delete;
  SchemaWatch& operator=(const SchemaWatch&) = delete;

  /// Returns true if the latest answer was that the schema is there. For any thread.
  [[nodiscard]] bool is_schema_there() const;

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace ledger
