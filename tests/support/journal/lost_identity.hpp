// Removes an account's identity, as a restore does when the account was recovered from Kafka.
#pragma once

#include <string>

#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

/// Removes the account's identity and notes it as missing, as the owner.
inline void lose_identity(const DatabaseSettings& owner, const std::string& account) {
  query_value(owner, "delete from identity where account_id = " + account +
                         "; insert into lost_identity (account_id) values (" + account + ") returning 1");
}

}  // namespace ledger::test
