// Checks that what the database says about its own restores can be true, and tells which texts were lost in them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "ledger/domain/values/ids.hpp"
#include "ledger/journal/event_reader.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// Positions that were taken back from Kafka, without their names and comments.
struct RecoveredRange {
  JournalId journal;
  Position first;
  Position last;
};

/// Reads all rows about restores when it is made; they are few. Not for use by several threads at once.
class RestoreCheck {
 public:
  /// The connection must outlive it. Throws ConnectionLost or StatementFailed.
  explicit RestoreCheck(PostgresConnection& connection);

  /// All that was ever taken back, by journal and position, neighbours put together.
  [[nodiscard]] const std::vector<RecoveredRange>& recovered() const { return recovered_; }
  [[nodiscard]] bool was_recovered(JournalId journal, Position position) const;
  /// Returns true if the account was recovered without its identity and nobody has imported it with proof since.
  [[nodiscard]] bool lost_identity(AccountId account) const { return lost_.contains(account); }
  /// Returns true if the account's identity was entered again by hand, so that it cannot have the lost one's salt.
  [[nodiscard]] bool is_unproven(AccountId account) const;

  /// Returns what cannot be true; nothing if all is well. Throws ConnectionLost or StatementFailed.
  std::optional<std::string> find_fault(EventReader& reader);

 private:
  std::optional<std::string> wrong_epoch(EventReader& reader, JournalId journal);
  std::optional<std::string> wrong_range(EventReader& reader) const;
  std::optional<std::string> wrong_lost_identity();
  std::optional<std::string> erasure_left();

  PostgresConnection& connection_;
  std::vector<RecoveredRange> recovered_;
  /// True if ranges overlap, which no recovery makes.
  bool ranges_overlap_ = false;
  std::unordered_map<AccountId, std::int16_t> lost_;
};

}  // namespace ledger
