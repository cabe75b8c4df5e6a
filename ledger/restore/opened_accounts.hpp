// Reads what events prove about the identities of opened accounts, without naming anybody. SQL through libpqxx.
#pragma once

#include <optional>
#include <pqxx/pqxx>
#include <unordered_map>
#include <vector>

#include "ledger/domain/event.hpp"

namespace ledger {

/// An account as it was opened, and whether who opened it was erased since.
struct OpenedAccount {
  /// The hash of name and outside id.
  std::optional<Hash> text_hash;
  /// The account's last event that was looked at.
  Version last;
  /// True if one of the events up to there erased the identity, or an erasure that was given up is to be done again.
  bool erased = false;
};

/// Those of the accounts that there are. Looks through all their events.
std::unordered_map<AccountId, OpenedAccount> opened_accounts(pqxx::transaction_base& transaction,
                                                             const std::vector<AccountId>& accounts);

/// Locks all journals until the transaction ends: no event is appended meanwhile.
void lock_all_journals(pqxx::transaction_base& transaction);

/// Brings `opened` up to date with the events behind those that were looked at.
void find_later_erasures(pqxx::transaction_base& transaction, std::unordered_map<AccountId, OpenedAccount>& opened);

}  // namespace ledger
