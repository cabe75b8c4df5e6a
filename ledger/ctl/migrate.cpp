#include "ledger/ctl/migrate.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>

#include "ledger/ctl/concurrent_indexes.hpp"
#include "ledger/ctl/migration_statements.hpp"
#include "ledger/postgres/database.hpp"

namespace ledger {
namespace {

// An arbitrary number that no other use of advisory locks in this database may take: "ledger" in hexadecimal. It is
// tried again and again, not waited for: a session that waits has a snapshot, for whose end a concurrent build of the
// session that has the lock would wait in turn.
constexpr const char* try_migrate_lock_sql = "select pg_try_advisory_lock(x'6c6564676572'::bigint)";
constexpr const char* create_table_sql =
    "create table if not exists schema_migration ("
    " name text primary key, digest text not null, applied timestamptz not null default now())";
/// Asked of the server: a pooler between tells clients a number of its own.
constexpr const char* pid_sql = "select pg_backend_pid()";
constexpr const char* applied_sql = "select name, digest from schema_migration";
constexpr const char* digest_sql = "select md5($1)";
constexpr const char* insert_sql = "insert into schema_migration (name, digest) values ($1, $2)";
/// A server that is told nothing would finish the index of a program that was killed, and keep the lock until then.
constexpr const char* check_connection_sql = "set client_connection_check_interval = '1s'";

/// By name.
using Digests = std::map<std::string, std::string>;

/// One run, with the lock that lets only one do it at a time.
class MigrationRun {
 public:
  MigrationRun(const DatabaseSettings& settings, const MigrateOptions& options)
      : all_(options.all),
        connection_(connect(settings, session_of(options.patience))),
        attempts_(settings, pid_of(*connection_), options.patience) {
    try {
      pqxx::nontransaction(*connection_).exec(check_connection_sql);
    } catch (const pqxx::sql_error&) {
      // Not every operating system can tell a server that its client is gone.
      tell("an index whose build is interrupted will be finished by the server");
    }
  }

  void run() {
    take_turn();
    Digests applied;
    make_patiently("the list of migrations", [&] { applied = applied_migrations(); });
    check_applied(applied);
    for (const auto& migration : all_) {
      if (!applied.contains(std::string(migration.name))) apply(migration);
    }
  }

 private:
  static Session session_of(const LockPatience& patience) {
    // A statement may take long on a large ledger, but not for ever.
    const SessionLimits limits{
        .statement = std::chrono::hours(24), .lock = patience.attempt, .idle_in_transaction = std::chrono::minutes(1)};
    return {.application = "ledgerctl migrate", .limits = limits, .plans = Plans::by_cost};
  }

  static std::int64_t pid_of(DatabaseSession& connection) {
    pqxx::nontransaction session(connection);
    return execute_for_row(session, pid_sql)[0].as<std::int64_t>();
  }

  bool has_taken_turn() {
    pqxx::nontransaction session(*connection_);
    return execute_for_row(session, try_migrate_lock_sql)[0].as<bool>();
  }

  void take_turn() {
    for (bool told = false;; told = true) {
      if (has_taken_turn()) return;
      if (!told) tell("another migration is under way; waiting for its end");
      std::this_thread::sleep_for(attempts_.patience().pause);
    }
  }

  /// Calls `work` until nobody is in its way.
  void make_patiently(const std::string& what, const std::function<void()>& work) {
    attempts_.make(what, [&work] {
      try {
        work();
        return true;
      } catch (const std::exception& error) {
        if (!is_lock_contention(sqlstate_of(error))) throw;
        return false;
      }
    });
  }

  Digests applied_migrations() {
    pqxx::work transaction(*connection_);
    transaction.exec(create_table_sql);
    Digests applied;
    for (const auto& row : transaction.exec(applied_sql)) applied[row[0].as<std::string>()] = row[1].as<std::string>();
    transaction.commit();
    return applied;
  }

  [[nodiscard]] std::string digest_of(const Migration& migration) {
    pqxx::nontransaction session(*connection_);
    return execute(session, digest_sql, std::string(migration.sql))[0][0].as<std::string>();
  }

  void check_applied(const Digests& applied) {
    std::string newer;
    for (const auto& [name, digest] : applied) {
      const auto known = std::find_if(all_.begin(), all_.end(),
                                      [&name = name](const Migration& migration) { return migration.name == name; });
      if (known == all_.end()) {
        newer += (newer.empty() ? "" : ", ") + name;
      } else if (digest_of(*known) != digest) {
        throw std::runtime_error("migration " + name +
                                 " was applied with another text than this program has: applied migrations are never "
                                 "edited. Use the program that applied it, or one that has its file as it was then");
      }
    }
    if (newer.empty()) return;
    for (const auto& migration : all_) {
      if (applied.contains(std::string(migration.name))) continue;
      throw std::runtime_error("a newer program has applied " + newer + " to this database, but " +
                               std::string(migration.name) +
                               ", which this program wants, is missing: run the newer program's `ledgerctl migrate`");
    }
    tell("the database is newer than this program: it has " + newer + " as well; nothing is to be done");
  }

  void apply(const Migration& migration) {
    const std::string name(migration.name);
    const auto digest = digest_of(migration);
    const bool outside = is_concurrent(migration.sql);
    if (outside) build_indexes(migration);
    make_patiently("migration " + name, [&] {
      pqxx::work transaction(*connection_);
      if (!outside) transaction.exec(std::string(migration.sql));
      execute(transaction, insert_sql, name, digest);
      transaction.commit();
    });
    tell("applied migration " + name);
  }

  void build_indexes(const Migration& migration) {
    ConcurrentIndexes indexes(*connection_, attempts_);
    for (const auto& statement : index_statements(migration.sql)) indexes.apply(statement);
  }

  void tell(const std::string& sentence) const { attempts_.patience().tell(sentence); }

  const std::span<const Migration> all_;
  const std::unique_ptr<DatabaseSession> connection_;
  PatientAttempts attempts_;
};

}  // namespace

void migrate(const DatabaseSettings& settings, const MigrateOptions& options) { MigrationRun(settings, options).run(); }

}  // namespace ledger
