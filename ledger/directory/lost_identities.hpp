// Identities as rows to keep elsewhere and to bring back, and the accounts that lost theirs in a restore.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "ledger/domain/texts.hpp"

namespace ledger {

/// An account's row in table identity, login and password hash included.
struct KeptIdentity {
  AccountId account;
  /// Nothing where it comes from a system that knows none.
  std::optional<Salt> salt;
  std::string name;
  std::optional<std::string> external_id;
  std::optional<Login> login;
};

/// Up to `limit` identities of accounts behind `after`, by account.
std::vector<KeptIdentity> identities_behind(pqxx::transaction_base& transaction, AccountId after, int limit);

/// The reason why an account has no identity of which it is certain that it is its own. The numbers are those of the
/// table.
enum class LostState : std::int16_t {
  missing = 1,
  waived = 2,
  /// It has one, which was entered anew without proof.
  entered_anew = 3,
};

using LostIdentities = std::map<AccountId, LostState>;

/// Up to `limit` of all, behind an account.
LostIdentities lost_identities_behind(pqxx::transaction_base& transaction, AccountId after, int limit);
/// Those of the accounts.
LostIdentities lost_identities_of(pqxx::transaction_base& transaction, const std::vector<AccountId>& accounts);
/// Returns true if any is missing, so that an outside id or a login that nobody seems to have may be somebody's.
bool identities_are_missing(pqxx::transaction_base& transaction);
/// Marks the missing identities of the accounts, or all of them, as waived. Returns their number.
std::int64_t waive_identities(pqxx::transaction_base& transaction, const std::vector<AccountId>& accounts);
std::int64_t waive_all_identities(pqxx::transaction_base& transaction);
/// The account's identity was erased: it is not missing.
void forget_lost_identity(pqxx::transaction_base& transaction, AccountId account);

/// Tells which of the two belongs to another account already.
enum class Taken { nothing, external_id, login };
/// Stores the identity, which has a salt, for an account of lost_identities_of(), in place of one that was entered
/// anew. `proven` where its salted hash is the account's event's. Stores nothing if something is taken. To be called
/// under the locks of all journals.
Taken restore_identity(pqxx::transaction_base& transaction, const KeptIdentity& identity, bool proven);

}  // namespace ledger
