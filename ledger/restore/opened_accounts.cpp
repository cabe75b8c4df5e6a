#include "ledger/restore/opened_accounts.hpp"

#include <string>

#include "ledger/journal/pqxx_event_rows.hpp"
#include "ledger/journal/recorded_rows.hpp"
#include "ledger/postgres/database.hpp"

namespace ledger {
namespace {

// 16 is identity_erased.
constexpr const char* opened_accounts_sql =
    "select opened.account_id, opened.text_hash, last.version,"
    " exists (select from event as erasure where erasure.account_id = opened.account_id"
    "   and erasure.version <= last.version and erasure.type = 16)"
    " or exists (select from repeated_erasure where repeated_erasure.account_id = opened.account_id)"
    " from unnest($1::bigint[]) as wanted (account_id)"
    " join event as opened on opened.account_id = wanted.account_id and opened.version = 1"
    " cross join lateral (select each.version from event as each where each.account_id = wanted.account_id"
    "   order by each.version desc limit 1) as last";
constexpr const char* later_erasures_sql =
    "select distinct wanted.account_id from unnest($1::bigint[], $2::bigint[]) as wanted (account_id, version)"
    " join event on event.account_id = wanted.account_id and event.version > wanted.version and event.type = 16";
constexpr const char* lock_all_journals_sql = "select journal from journal order by journal for update";

std::string element(const std::string& array, std::int64_t number) {
  return std::string(array.size() > 1 ? "," : "").append(std::to_string(number));
}

}  // namespace

std::unordered_map<AccountId, OpenedAccount> opened_accounts(pqxx::transaction_base& transaction,
                                                             const std::vector<AccountId>& accounts) {
  std::string ids = "{";
  for (const auto& account : accounts) ids += element(ids, account.value);
  std::unordered_map<AccountId, OpenedAccount> opened;
  for (const auto& row : execute(transaction, opened_accounts_sql, ids + "}")) {
    OpenedAccount account{
        .text_hash = std::nullopt, .last = Version(whole_number(row[2])), .erased = row[3].as<bool>()};
    const auto hash = stored_bytes(row[1]);
    if (!hash.empty()) account.text_hash = hash_in(hash);
    opened.emplace(AccountId(whole_number(row[0])), account);
  }
  return opened;
}

void lock_all_journals(pqxx::transaction_base& transaction) { execute(transaction, lock_all_journals_sql); }

void find_later_erasures(pqxx::transaction_base& transaction, std::unordered_map<AccountId, OpenedAccount>& opened) {
  std::string ids = "{";
  std::string versions = "{";
  for (const auto& [account, found] : opened) {
    ids += element(ids, account.value);
    versions += element(versions, found.last.value);
  }
  for (const auto& row : execute(transaction, later_erasures_sql, ids + "}", versions + "}")) {
    opened.at(AccountId(whole_number(row[0]))).erased = true;
  }
}

}  // namespace ledger
