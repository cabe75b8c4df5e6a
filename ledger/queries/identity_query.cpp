#include "ledger/queries/identity_query.hpp"
#include "ledger/postgres/database.hpp"

namespace ledger {
namespace {

constexpr const char* find_holder_sql = "select name, external_id from identity where account_id = $1";

}  // namespace

std::optional<Holder> find_holder(pqxx::transaction_base& transaction, AccountId account) {
  const auto rows = execute(transaction, find_holder_sql, account.value);
  if (rows.empty()) return std::nullopt;
  Holder holder{.name = rows[0][0].c_str(), .external_id = std::nullopt};
  if (!rows[0][1].is_null()) holder.external_id = rows[0][1].c_str();
  return holder;
}

}  // namespace ledger
