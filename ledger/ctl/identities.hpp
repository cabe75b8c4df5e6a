// `ledgerctl identities`: names, outside ids and logins are in no event and not on Kafka. They are kept by an export,
// and brought back after a restore by an import.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <vector>

#include "ledger/domain/values/ids.hpp"
#include "ledger/postgres/database_settings.hpp"

namespace ledger {

/// Writes the identities of the accounts from `first` on as lines of JSON (identity_line.hpp), by account.
/// Returns their number. Throws pqxx::failure, and std::runtime_error if they cannot be written.
std::int64_t export_identities(const DatabaseSettings& settings, AccountId first, std::ostream& output);

/// An import refuses or accepts identities that no event proves.
enum class Unproven { refuse, accept };

/// Counts the lines of an import by what became of them.
struct ImportReport {
  /// Stored, and their events prove them.
  std::int64_t proven = 0;
  /// Stored without proof.
  std::int64_t unproven = 0;
  /// Not stored: their accounts lost no identity, or have it again.
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

/// Writes the accounts whose identities are missing, a number a line, and how many are not certain otherwise. Returns
/// how many are missing.
std::int64_t list_lost_identities(const DatabaseSettings& settings, std::ostream& output);

/// Does without the identities that are missing, of these accounts or of all. Returns their number.
std::int64_t waive_identities(const DatabaseSettings& settings, const std::vector<AccountId>& accounts);
std::int64_t waive_all_identities(const DatabaseSettings& settings);

}  // namespace ledger
