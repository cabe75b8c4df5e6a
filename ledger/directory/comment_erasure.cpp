#include "ledger/directory/comment_erasure.hpp"
#include "ledger/postgres/database.hpp"

namespace ledger {

bool erase_comments(pqxx::transaction_base& transaction, AccountId account, Version erased) {
  return execute_for_row(transaction, erase_comments_sql, account.value, erased.value, erasure_chunk_events)[0]
      .as<bool>();
}

}  // namespace ledger
