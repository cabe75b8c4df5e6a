#include "ledger/queries/balance_query.hpp"

#include <string>

#include "ledger/postgres/database.hpp"
#include "ledger/postgres/stored_value.hpp"
#include "ledger/snapshots/wide_sum.hpp"

namespace ledger {
namespace {

// The function makes its plans once a session and lives in schemas/sql, where people can call it as well.
constexpr const char* balance_sql =
    "select currency, balance, held, balance_limit, status, version, journal, known_at,"
    " (select epoch from journal_guard where journal_guard.journal = known.journal), holder.name, holder.external_id"
    " from balance_at($1::bigint, $2::bigint, $3::bigint) as known"
    " left join identity as holder on holder.account_id = $1::bigint";

constexpr const char* turnover_sql =
    "select currency, balance, credited from balance_at($1::bigint, $2::bigint, $3::bigint)";

}  // namespace

DatedBalance state_of(const Event& event) {
  DatedBalance state;
  state.account = event.account;
  state.currency = event.currency;
  state.balance = event.balance;
  state.held = event.held;
  state.limit = event.limit;
  state.status = event.status;
  state.version = event.version;
  state.journal = event.journal;
  state.position = event.position;
  return state;
}

std::optional<AccountAt> account_at(pqxx::transaction_base& transaction, AccountId account,
                                    std::optional<Moment> effective, std::optional<Position> known_at) {
  // Null pointers are SQL's nulls.
  const auto effective_text = effective ? std::to_string(microseconds_since_epoch(*effective)) : std::string();
  const auto known_text = known_at ? std::to_string(known_at->value) : std::string();
  const auto result =
      execute_often(transaction, balance_sql, account.value, effective ? effective_text.c_str() : nullptr,
                    known_at ? known_text.c_str() : nullptr);
  if (result.empty()) return std::nullopt;
  const auto row = result[0];
  AccountAt found{.balance = {}, .holder = holder_in(row[9], row[10])};
  auto& balance = found.balance;
  balance.account = account;
  balance.currency = require_stored(Currency::from_code(row[0].c_str()), "a stored currency is unknown");
  balance.balance = require_stored(parse_wide_sum(row[1].c_str()), "a balance is no whole number");
  balance.held = require_stored(parse_wide_sum(row[2].c_str()), "held money is no whole number");
  balance.limit = row[3].as<std::int64_t>();
  balance.status = require_stored(account_status_from_number(row[4].as<std::int16_t>()), "a stored status is unknown");
  balance.version = Version(row[5].as<std::int64_t>());
  balance.journal = JournalId(row[6].as<std::int16_t>());
  balance.position = Position(row[7].as<std::int64_t>());
  balance.journal_epoch = Epoch(row[8].as<std::int32_t>());
  return found;
}

std::optional<TurnoverAt> turnover_at(pqxx::transaction_base& transaction, AccountId account, Moment effective,
                                      Position known_at) {
  const auto result =
      execute_often(transaction, turnover_sql, account.value, microseconds_since_epoch(effective), known_at.value);
  if (result.empty()) return std::nullopt;
  const auto row = result[0];
  return TurnoverAt{.currency = require_stored(Currency::from_code(row[0].c_str()), "a stored currency is unknown"),
                    .balance = require_stored(parse_wide_sum(row[1].c_str()), "a balance is no whole number"),
                    .credited = require_stored(parse_wide_sum(row[2].c_str()), "a turnover is no whole number")};
}

}  // namespace ledger
