// The common parts of the loads: accounts, a warm server, and rows of a table.
#pragma once

#include <string>

#include "ledger/postgres/database_settings.hpp"
#include "tests/bench/load.hpp"

namespace ledger::bench {

constexpr int bench_account_count = 1'000;

/// Opens bench_account_count accounts, the first of a new ledger, each with a lot of money. Answers with the first id
/// and the count as the Lua scripts take them.
std::string open_bench_accounts(const DatabaseSettings& settings, std::int64_t journal_count = 1);

/// Gives every load recycled segments of the write-ahead log, as on a server that has run for a while. A new server
/// would create each one in the middle of a load.
void checkpoint(const DatabaseSettings& owner);
/// Fills the log once before anything is measured.
void warm_up(const DatabaseSettings& owner);

void print_load_header(const std::string& title);
void print_load_row(const std::string& name, int connections, const LoadResult& result);
/// A table that also says what a request costs (ProcessorMeter).
void print_metered_header(const std::string& title);
void print_metered_row(const std::string& name, int connections, const LoadResult& result, const std::string& costs);

}  // namespace ledger::bench
