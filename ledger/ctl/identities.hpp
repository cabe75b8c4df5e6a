// `ledgerctl identities`: names, outside ids and logins are in no event and not on Kafka. They are kept by an export,
// and brought back after a restore by an import.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <vector>

#include "ledger/domain/values/ids.hpp"
#include "ledger/postgres/database_settings.hpp"

namespace ledger {

/// Writes the identities of the accounts from `first` on as lines of JSON (identity_line.hpp), by account. How many.
/// Throws pqxx::failure, and std::runtime_error if they cannot be written.
std::int64_t export_identities(const DatabaseSettings& settings, AccountId first, std::ostream& output);

/// Whether an import takes what no event proves.
enum class Unproven { refuse, accept };

/// What became of the lines.
struct ImportReport {
  /// Stored, and their events prove them.
  std::int64_t proven = 0;
  /// Stored without proof.
  std::int64_t unproven = 0;
  /// Of accounts that lost no identity, or have it again.
  std::int64_t not_missing = 0;
  std::int64_t refused = 0;
  /// Accounts that have none yet, after all.
  std::int64_t still_missing = 0;
};

/// Reads such lines and stores those of accounts that lost their identity: where the salted hash of name and outside id
/// is that of the account's first event, or, with `unproven`, where there is no salt. Identities that were erased are
/// not stored. Each line that is stored or refused is told on `told`, without what it says. A page of lines is one
/// transaction, under the locks of all journals; run again it goes on where it was. Throws pqxx::failure.
ImportReport import_identities(const DatabaseSettings& settings, std::istream& lines, Unproven unproven,
                               std::ostream& told);

/// Whose identities are missing, a number a line, and how many are not certain otherwise. How many are missing.
std::int64_t list_lost_identities(const DatabaseSettings& settings, std::ostream& output);

/// Does without the identities that are missing, of these accounts or of all; how many were.
std::int64_t waive_identities(const DatabaseSettings& settings, const std::vector<AccountId>& accounts);
std::int64_t waive_all_identities(const DatabaseSettings& settings);

}  // namespace ledger
