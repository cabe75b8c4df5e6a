#include "ledger/queries/login_query.hpp"
#include "ledger/postgres/database.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr const char* find_login_sql = "select account_id, password_hash from identity where login = $1";

}  // namespace

std::string normalized_login(std::string login) {
  std::transform(login.begin(), login.end(), login.begin(),
                 [](char each) { return each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each; });
  return login;
}

std::optional<StoredLogin> find_login(pqxx::transaction_base& transaction, const std::string& login) {
  const auto rows = execute(transaction, find_login_sql, login);
  if (rows.empty()) return std::nullopt;
  return StoredLogin{.account = AccountId(rows[0][0].as<std::int64_t>()), .password_hash = rows[0][1].c_str()};
}

}  // namespace ledger
