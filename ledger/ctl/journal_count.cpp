#include "ledger/ctl/journal_count.hpp"

#include <spdlog/spdlog.h>

#include <stdexcept>
#include <string>

#include "ledger/journal/journal_lock.hpp"
#include "ledger/postgres/database.hpp"

namespace ledger {
namespace {

/// Writers lock a row of it FOR UPDATE before they append: nobody opens an account meanwhile.
constexpr const char* journal_lock_sql = "lock table journal in exclusive mode";
constexpr const char* count_sql = "select count(*) from journal";
constexpr const char* begun_sql = "select exists (select 1 from event)";
constexpr const char* add_journals_sql =
    "insert into journal (journal, genesis_hash)"
    " select number, sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))"
    " from generate_series($1::smallint, $2::smallint - 1) as number";
constexpr const char* add_checkpoints_sql =
    "insert into snapshot_checkpoint (journal, position, generation, hash)"
    " select journal, 0, 1, genesis_hash from journal where journal >= $1::smallint";
constexpr const char* add_guards_sql =
    "insert into journal_guard (journal, database_identity, database_timeline)"
    " select journal, database_identity(), database_timeline() from journal where journal >= $1::smallint";

}  // namespace

void set_journal_count(const DatabaseSettings& settings, std::int64_t count) {
  const auto connection = connect(settings, {.application = "ledgerctl migrate", .limits = holding_journal_lock({})});
  pqxx::work transaction(*connection);
  transaction.exec(journal_lock_sql);
  const auto present = execute_for_row(transaction, count_sql)[0].as<std::int64_t>();
  if (present == count) return;
  if (present > count || execute_for_row(transaction, begun_sql)[0].as<bool>()) {
    throw std::runtime_error("this ledger has " + std::to_string(present) +
                             " journals: their number can only be raised, and only before the first account");
  }
  execute(transaction, add_journals_sql, present, count);
  execute(transaction, add_checkpoints_sql, present);
  execute(transaction, add_guards_sql, present);
  transaction.commit();
  spdlog::info("the ledger has {} journals", count);
}

}  // namespace ledger
