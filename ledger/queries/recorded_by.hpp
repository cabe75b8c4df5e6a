// Finds where a journal stood at a recorded time, and tells whether that can still change.
#pragma once

#include <pqxx/pqxx>

#include "ledger/queries/transactions.hpp"

namespace ledger {

/// A position found by its recorded time, and whether it is final. A batch takes its time from the database's
/// clock before its COMMIT, so what is committed a moment from now may have been recorded a moment ago.
struct RecordedBy {
  PositionInEpoch stood;
  /// An event with a later time has been recorded. Recorded times never fall, so this is for ever.
  bool is_passed = false;
  /// No batch that may have read its clock before or at the time is under way.
  bool is_quiet = false;
  /// The database's clock, read before the rest.
  Moment clock{};
  /// True if a relay has confirmed this very database. Another one may still be given lost events back.
  bool is_confirmed = false;
};

/// Looks where the journal stood at `time`. Takes no lock, so nobody waits for it.
RecordedBy recorded_by(pqxx::transaction_base& transaction, JournalId journal, Moment time);

constexpr const char* database_clock_sql = "select (extract(epoch from clock_timestamp()) * 1000000)::bigint";
/// What the database's clock shows.
Moment database_clock(pqxx::transaction_base& transaction);

}  // namespace ledger
