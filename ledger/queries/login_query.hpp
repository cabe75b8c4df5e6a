// The ledger's own logins.
#pragma once

#include <optional>
#include <pqxx/pqxx>
#include <string>

#include "ledger/domain/values/ids.hpp"

namespace ledger {

/// The stored account and credentials that a login leads to.
struct StoredLogin {
  AccountId account;
  std::string password_hash;
};

/// A login as it is stored and looked up: ASCII letters in lower case, so that Ann and ann are one.
std::string normalized_login(std::string login);

/// Nothing if no account has this login, which must be normalized, or if it was erased.
std::optional<StoredLogin> find_login(pqxx::transaction_base& transaction, const std::string& login);

}  // namespace ledger
