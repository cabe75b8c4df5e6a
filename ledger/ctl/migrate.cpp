#include "ledger/ctl/migrate.hpp"

#include <spdlog/spdlog.h>

#include <map>
#include <stdexcept>
#include <string>

#include "ledger/common/database.hpp"
#include "schemas/migrations.hpp"

namespace ledger {
namespace {

// An arbitrary number that no other use of advisory locks in this database may take: "ledger" in hexadecimal.
constexpr const char* migrate_lock_sql = "select pg_advisory_lock(x'6c6564676572'::bigint)";
constexpr const char* create_table_sql =
    "create table if not exists schema_migration ("
    " name text primary key, digest text not null, applied timestamptz not null default now())";
constexpr const char* applied_sql = "select name, digest from schema_migration";
constexpr const char* digest_sql = "select md5($1)";
constexpr const char* insert_sql = "insert into schema_migration (name, digest) values ($1, $2)";

/// A migration may wait for tables in use and may take long on a large ledger, but not for ever.
constexpr SessionLimits migration_limits{.statement = std::chrono::hours(1),
                                         .lock = std::chrono::minutes(10),
                                         .idle_in_transaction = std::chrono::minutes(1)};

std::map<std::string, std::string> applied_migrations(DatabaseSession& connection) {
  pqxx::work transaction(connection);
  transaction.exec(create_table_sql);
  std::map<std::string, std::string> applied;
  for (const auto& row : transaction.exec(applied_sql)) applied[row[0].as<std::string>()] = row[1].as<std::string>();
  transaction.commit();
  return applied;
}

void refuse_unknown(const std::map<std::string, std::string>& applied) {
  for (const auto& [name, digest] : applied) {
    bool known = false;
    for (const auto& migration : migrations()) known = known || migration.name == name;
    if (!known) throw std::runtime_error("the database has migration " + name + ", which a newer program made");
  }
}

std::string digest_of(pqxx::transaction_base& transaction, const std::string& sql) {
  return transaction.exec_params(digest_sql, sql)[0][0].as<std::string>();
}

}  // namespace

void migrate(const DatabaseSettings& settings) {
  const auto connection =
      connect(settings, {.application = "ledgerctl migrate", .limits = migration_limits, .plans = Plans::by_cost});
  {
    pqxx::nontransaction session(*connection);
    session.exec(migrate_lock_sql);
  }
  const auto applied = applied_migrations(*connection);
  refuse_unknown(applied);
  for (const auto& migration : migrations()) {
    const std::string name(migration.name);
    const std::string sql(migration.sql);
    pqxx::work transaction(*connection);
    const auto digest = digest_of(transaction, sql);
    const auto found = applied.find(name);
    if (found != applied.end()) {
      if (found->second != digest) throw std::runtime_error("migration " + name + " was changed after it was applied");
      continue;
    }
    transaction.exec(sql);
    transaction.exec_params(insert_sql, name, digest);
    transaction.commit();
    spdlog::info("applied migration {}", name);
  }
}

}  // namespace ledger
