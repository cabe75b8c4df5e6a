// The note of the last run of `ledgerctl verify`, for people: it proves nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <pqxx/pqxx>

#include "ledger/domain/values/moment.hpp"

namespace ledger {

struct VerificationNote {
  /// By the database's clock.
  Moment finished{};
  /// The number of events read.
  std::int64_t events = 0;
  /// True if the snapshots of all accounts were compared, not of a sample.
  bool whole = false;
  /// True if nothing was found wrong.
  bool sound = false;
};

/// Returns the note; nothing if no run has left one.
std::optional<VerificationNote> last_verification(pqxx::transaction_base& transaction);

/// Replaces the note. `finished` is not looked at: the database's clock decides. Throws pqxx::sql_error where the role
/// may not write it, or the database takes no writes.
void note_verification(pqxx::transaction_base& transaction, const VerificationNote& note);

}  // namespace ledger
