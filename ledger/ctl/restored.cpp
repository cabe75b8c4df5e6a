#include "ledger/ctl/restored.hpp"

#include "ledger/journal/journal_lock.hpp"
#include "ledger/postgres/database.hpp"
#include "ledger/restore/opened_accounts.hpp"

namespace ledger {
namespace {

constexpr const char* unconfirm_sql =
    "update journal_guard set database_identity = null, changed_at = clock_timestamp()";

}  // namespace

void note_restored(const DatabaseSettings& settings) {
  const auto connection = connect(settings, {.application = "ledgerctl restored", .limits = holding_journal_lock({})});
  pqxx::work transaction(*connection);
  // Writers read the guard under their journal's lock.
  lock_all_journals(transaction);
  execute(transaction, unconfirm_sql);
  transaction.commit();
}

}  // namespace ledger
