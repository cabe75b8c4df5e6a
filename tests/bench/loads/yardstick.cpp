#include "tests/bench/loads/yardstick.hpp"

namespace ledger::bench {
namespace {

constexpr const char* tables_sql =
    "create table bench_account (account_id bigint primary key, balance bigint not null check (balance >= 0),"
    " version bigint not null) with (fillfactor = 50);"
    "insert into bench_account select generate_series(1, 1000), 0, 0;"
    "create table bench_event (position bigserial primary key, account_id bigint not null, version bigint not null,"
    " amount bigint not null, balance bigint not null, effective_us bigint not null, recorded_us bigint not null,"
    " transaction_uid uuid not null unique, type smallint not null, currency text not null, actor text not null,"
    " unique (account_id, version))";

}  // namespace

Yardstick::Yardstick() { test::query_value(database_.owner(), tables_sql); }

LoadResult Yardstick::run(const DatabaseSettings& way, int clients, int seconds) const {
  return run_pgbench(way, "pgbench_deposit.sql", clients, seconds);
}

}  // namespace ledger::bench
