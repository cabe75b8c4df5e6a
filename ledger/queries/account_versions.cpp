#include "ledger/queries/account_versions.hpp"

#include <limits>

#include "ledger/journal/pqxx_event_rows.hpp"
#include "ledger/postgres/database.hpp"
#include "ledger/postgres/stored_value.hpp"

namespace ledger {
namespace {

constexpr const char* last_version_sql =
    "select coalesce((select version from event where account_id = $1::bigint order by version desc limit 1), 0)";
constexpr const char* version_at_sql = "select version_at($1::bigint, $2::bigint, $3::bigint)";
constexpr const char* currency_sql = "select currency from event where account_id = $1::bigint and version = 1";
constexpr std::int64_t any = std::numeric_limits<std::int64_t>::max();

}  // namespace

Version last_version(pqxx::transaction_base& transaction, AccountId account) {
  return Version(whole_number(execute_often(transaction, last_version_sql, account.value)[0][0]));
}

Version version_recorded_by(pqxx::transaction_base& transaction, AccountId account, Moment recorded) {
  const auto microseconds = microseconds_since_epoch(recorded);
  return Version(whole_number(execute(transaction, version_at_sql, account.value, any, microseconds)[0][0]));
}

Version version_known_at(pqxx::transaction_base& transaction, AccountId account, Position position) {
  return Version(whole_number(execute(transaction, version_at_sql, account.value, position.value, any)[0][0]));
}

std::optional<Currency> currency_of(pqxx::transaction_base& transaction, AccountId account) {
  const auto rows = execute(transaction, currency_sql, account.value);
  if (rows.empty()) return std::nullopt;
  return require_stored(Currency::from_code(rows[0][0].c_str()), "a stored currency is unknown");
}

}  // namespace ledger
