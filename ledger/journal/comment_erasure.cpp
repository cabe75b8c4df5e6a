#include "ledger/journal/comment_erasure.hpp"

#include <cstdint>

namespace ledger {
namespace {

// The receiver's side of a transfer has no text_hash: the comment is the sender's.
constexpr const char* erase_comments_sql =
    "with chunk as (select version, transaction_uid, text_hash from event"
    "                where account_id = $1 and version > $2 and version <= $3 order by version limit $4),"
    "  erased as (delete from transaction_comment using chunk"
    "              where chunk.text_hash <> '' and transaction_comment.transaction_uid = chunk.transaction_uid)"
    " select max(version) from chunk";

}  // namespace

std::optional<Version> erase_comments(pqxx::transaction_base& transaction, AccountId account, Version after,
                                      Version last, int limit) {
  const auto rows = transaction.exec_params(erase_comments_sql, account.value, after.value, last.value, limit);
  if (rows[0][0].is_null()) return std::nullopt;
  const Version reached(rows[0][0].as<std::int64_t>());
  return reached < last ? std::optional(reached) : std::nullopt;
}

}  // namespace ledger
