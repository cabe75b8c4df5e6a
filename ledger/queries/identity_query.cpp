#include "ledger/queries/identity_query.hpp"
#include "ledger/postgres/database.hpp"

namespace ledger {
namespace {

constexpr const char* find_holder_sql = "select name, external_id from identity where account_id = $1";

}  // namespace

std::optional<Holder> holder_in(const pqxx::field& name, const pqxx::field& external_id) {
  if (name.is_null()) return std::nullopt;
  Holder holder{.name = name.c_str(), .external_id = std::nullopt};
  if (!external_id.is_null()) holder.external_id = external_id.c_str();
  return holder;
}

std::optional<Holder> find_holder(pqxx::transaction_base& transaction, AccountId account) {
  const auto rows = execute_often(transaction, find_holder_sql, account.value);
  if (rows.empty()) return std::nullopt;
  return holder_in(rows[0][0], rows[0][1]);
}

}  // namespace ledger
