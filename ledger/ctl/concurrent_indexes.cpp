#include "ledger/ctl/concurrent_indexes.hpp"
#include "ledger/postgres/database.hpp"
#include "ledger/postgres/postgres.hpp"

#include <thread>

namespace ledger {
namespace {

constexpr const char* index_sql =
    "select indisvalid and indisready and indislive from pg_index"
    " where indexrelid = to_regclass('public.' || quote_ident($1))";
// The build waits for transactions that began before it. It holds nothing that they or others could want meanwhile, so
// it may wait for as long as they take; an attempt that gave up would leave an INVALID index each time.
constexpr const char* lock_timeout_sql = "select current_setting('lock_timeout')";
constexpr const char* set_lock_timeout_sql = "select set_config('lock_timeout', $1, false)";

}  // namespace

ConcurrentIndexes::ConcurrentIndexes(DatabaseSession& connection, PatientAttempts& attempts)
    : connection_(connection), attempts_(attempts) {}

void ConcurrentIndexes::apply(const IndexStatement& statement) {
  const auto usual = lock_timeout();
  set_lock_timeout("0");
  if (statement.kind == IndexStatement::Kind::drop) {
    drop(statement.index);
  } else {
    build(statement);
  }
  set_lock_timeout(usual);
}

std::string ConcurrentIndexes::lock_timeout() {
  pqxx::nontransaction session(connection_);
  return execute_for_row(session, lock_timeout_sql)[0].as<std::string>();
}

void ConcurrentIndexes::set_lock_timeout(const std::string& value) {
  pqxx::nontransaction session(connection_);
  execute(session, set_lock_timeout_sql, value);
}

ConcurrentIndexes::Found ConcurrentIndexes::look_for(const std::string& index) {
  pqxx::nontransaction session(connection_);
  const auto rows = execute(session, index_sql, index);
  if (rows.empty()) return Found::nothing;
  return rows[0][0].as<bool>() ? Found::valid : Found::invalid;
}

void ConcurrentIndexes::run(const std::string& what, const std::string& sql) {
  attempts_.watch().begin(what);
  try {
    pqxx::nontransaction(connection_).exec(sql);
  } catch (...) {
    attempts_.watch().end();
    throw;
  }
  attempts_.watch().end();
}

void ConcurrentIndexes::drop(const std::string& index) {
  run("dropping index " + index, "drop index concurrently if exists public." + index);
}

void ConcurrentIndexes::build(const IndexStatement& statement) {
  const auto& index = statement.index;
  for (;;) {
    const auto found = look_for(index);
    if (found == Found::valid) return;
    if (found == Found::invalid) {
      attempts_.patience().tell("index " + index +
                                " was left INVALID by an interrupted build; it is dropped and built again");
      drop(index);
    }
    attempts_.patience().tell("building index " + index + " while everything goes on");
    try {
      run("building index " + index, statement.sql);
    } catch (const std::exception& error) {
      const auto sqlstate = sqlstate_of(error);
      if (sqlstate.empty()) throw;
      // A unique index that is INVALID would refuse rows all the same.
      drop(index);
      // Two that wait for each other: one of them had to give way.
      if (sqlstate != deadlock_detected) throw;
      attempts_.patience().tell("the build of index " + index + " met a deadlock and is tried again");
      std::this_thread::sleep_for(attempts_.patience().pause);
    }
  }
}

}  // namespace ledger
