#include "ledger/directory/comment_erasure.hpp"

namespace ledger {

bool erase_comments(pqxx::transaction_base& transaction, AccountId account, Version erased) {
  return transaction.exec_params1(erase_comments_sql, account.value, erased.value, erasure_chunk_events)[0].as<bool>();
}

}  // namespace ledger
