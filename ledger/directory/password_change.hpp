// Changing the password of a login. No event tells of it: a password is no business of the journal's.
#pragma once

#include <pqxx/pqxx>
#include <string>

#include "ledger/domain/values/ids.hpp"

namespace ledger {

/// Stores the new hash in place of the current one. Returns false if the current one is not there any more: it was
/// changed meanwhile, or erased. May be called again with the same two hashes, as when an answer was lost.
bool change_password(pqxx::transaction_base& transaction, AccountId account, const std::string& current_hash,
                     const std::string& new_hash);

}  // namespace ledger
