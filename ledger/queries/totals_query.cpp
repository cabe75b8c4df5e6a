#include "ledger/queries/totals_query.hpp"

#include "ledger/domain/values/invariant.hpp"
#include "ledger/postgres/database.hpp"
#include "ledger/snapshots/wide_sum.hpp"

namespace ledger {
namespace {

constexpr const char* totals_sql =
    "with base as ("
    " select coalesce((select max(position) from currency_total_at where journal = $1::smallint"
    "   and position <= $2::bigint), 0) as position),"
    " change as ("
    " select event.currency, event.version, event.balance - coalesce(before.balance, 0) as balance,"
    "  event.held - coalesce(before.held, 0) as held"
    "  from event left join event before on before.account_id = event.account_id"
    "   and before.version = event.version - 1"
    "  where event.journal = $1::smallint and event.position > (select position from base)"
    "   and event.position <= $2::bigint),"
    " part as ("
    " select currency, accounts, balance, held, credited from currency_total_at"
    "  where journal = $1::smallint and position = (select position from base)"
    " union all"
    " select currency, count(*) filter (where version = 1), sum(balance), sum(held), sum(greatest(balance, 0))"
    "  from change group by currency)"
    " select currency, sum(accounts)::bigint, sum(balance), sum(held), sum(credited) from part group by currency";

WideSum sum_in(const pqxx::field& field) {
  const auto sum = parse_wide_sum(field.c_str());
  ensure(sum.has_value(), "a total is no whole number");
  return *sum;
}

}  // namespace

std::map<Currency, TotalAt> totals_at(pqxx::transaction_base& transaction, JournalId journal, Position position) {
  std::map<Currency, TotalAt> totals;
  for (const auto& row : execute(transaction, totals_sql, journal.value, position.value)) {
    const auto currency = Currency::from_code(row[0].c_str());
    ensure(currency.has_value(), "a stored currency is unknown");
    totals[*currency] = {.accounts = row[1].as<std::int64_t>(),
                         .balance = sum_in(row[2]),
                         .held = sum_in(row[3]),
                         .credited = sum_in(row[4])};
  }
  return totals;
}

}  // namespace ledger
