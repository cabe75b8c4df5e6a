#include "ledger/directory/password_change.hpp"

#include "ledger/postgres/database.hpp"

namespace ledger {
namespace {

// Each hash has a salt of its own, so the new one is there only if this very change was carried out before.
constexpr const char* change_password_sql =
    "update identity set password_hash = $3 where account_id = $1::bigint and password_hash in ($2, $3) returning 1";

}  // namespace

bool change_password(pqxx::transaction_base& transaction, AccountId account, const std::string& current_hash,
                     const std::string& new_hash) {
  return !execute(transaction, change_password_sql, account.value, current_hash, new_hash).empty();
}

}  // namespace ledger
