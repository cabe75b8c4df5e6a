// Forgetting the comments of an account's transactions, a bounded number at a time. SQL through libpqxx.
#pragma once

#include <optional>
#include <pqxx/pqxx>

#include "ledger/domain/ids.hpp"

namespace ledger {

/// Erases the comments of the account's transactions among its `limit` events that follow version `after`, up to
/// `last`. Where to go on; nothing at the end. The events keep their salted hashes, so every hash stays right; doing it
/// again changes nothing.
std::optional<Version> erase_comments(pqxx::transaction_base& transaction, AccountId account, Version after,
                                      Version last, int limit);

}  // namespace ledger
