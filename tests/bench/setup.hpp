// The common parts of the loads: accounts, a warm server, and rows of a table.
#pragma once

#include <string>

#include "ledger/postgres/database_settings.hpp"
#include "tests/bench/loads/load.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::bench {

constexpr int bench_account_count = 1'000;

/// Opens bench_account_count accounts, the first of a new ledger, each with a lot of money. Answers with the first id
/// and the count as the Lua scripts take them.
std::string open_bench_accounts(const DatabaseSettings& settings, std::int64_t journal_count = 1);

/// Lets this program and its children have as many connections as the system allows.
void raise_file_limit();

/// Gives every load recycled segments of the write-ahead log, as on a server that has run for a while. A new server
/// would create each one in the middle of a load.
void checkpoint(const DatabaseSettings& owner);
/// Fills the log once before anything is measured.
void warm_up(const DatabaseSettings& owner);

/// Waits until projector and relay have caught up with the loads before, which should not be measured as well. Throws
/// std::runtime_error if they do not in time.
void await_followers(const test::TestDatabase& database);

void print_load_header(const std::string& title);
void print_load_row(const std::string& name, int connections, const LoadResult& result);

}  // namespace ledger::bench
