#include "ledger/snapshots/row_count.hpp"

#include <limits>

namespace ledger {
namespace {

// Parameters: account, key of the last row of the page before, position, how many rows at most. Selects how many
// rows of the page count, how many it has, and the key of its last one.
constexpr const char* page_of_rows_sql =
    "with page as materialized (select run_no::bigint as first_key, row_no::bigint as second_key, known_from as since"
    "   from run_row where account_id = $1::bigint"
    "   and (run_no, row_no) > ($2::bigint::integer, $3::bigint::integer) order by run_no, row_no limit $5::bigint)"
    " select count(*) filter (where since <= $4::bigint), count(*), coalesce(max(first_key), 0),"
    " coalesce((select second_key from page order by first_key desc, second_key desc limit 1), 0) from page";
constexpr const char* page_of_slots_sql =
    "with page as materialized (select slot::bigint as first_key, valid_from as second_key, valid_from as since"
    "   from run_slot where account_id = $1::bigint"
    "   and (slot, valid_from) > ($2::bigint::integer, $3::bigint) order by slot, valid_from limit $5::bigint)"
    " select count(*) filter (where since <= $4::bigint), count(*), coalesce(max(first_key), 0),"
    " coalesce((select second_key from page order by first_key desc, second_key desc limit 1), 0) from page";

std::int64_t count_pages(PostgresConnection& connection, const char* sql, AccountId account, Position last,
                         std::int64_t page_rows) {
  std::int64_t counted = 0;
  // No number in the table is lower.
  std::int64_t first_key = std::numeric_limits<std::int32_t>::min();
  std::int64_t second_key = std::numeric_limits<std::int32_t>::min();
  for (;;) {
    PostgresParameters parameters;
    for (const auto number : {account.value, first_key, second_key, last.value, page_rows}) {
      parameters.add_int64(number);
    }
    const auto page = connection.execute(sql, parameters);
    counted += page.int64(0, 0);
    if (page.int64(0, 1) < page_rows) return counted;
    first_key = page.int64(0, 2);
    second_key = page.int64(0, 3);
  }
}

}  // namespace

RowCount count_rows(PostgresConnection& connection, AccountId account, Position last, std::int64_t page_rows) {
  return {.rows = count_pages(connection, page_of_rows_sql, account, last, page_rows),
          .slots = count_pages(connection, page_of_slots_sql, account, last, page_rows)};
}

}  // namespace ledger
