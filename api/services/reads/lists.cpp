#include "api/services/reads/lists.hpp"

#include <utility>

#include "api/services/positions/epoch_reading.hpp"
#include "api/services/reads/known_identity.hpp"
#include "ledger/queries/account_versions.hpp"

namespace ledger::api {
namespace {

std::vector<ListedAccount> accounts_by_name(pqxx::transaction_base& transaction, const AccountsQuery& query) {
  const auto search = [&](pqxx::transaction_base& session) -> std::optional<std::vector<ListedAccount>> {
    auto accounts = search_accounts(session, *query.name_start, query.limit);
    if (accounts.empty()) return std::nullopt;
    return accounts;
  };
  return find_known(transaction, search).value_or(std::vector<ListedAccount>());
}

AccountPage accounts_page(pqxx::transaction_base& transaction, const AccountsQuery& query) {
  if (query.name_start) return {.accounts = accounts_by_name(transaction, query), .next = std::nullopt};
  if (!query.external_id) return ledger::list_accounts(transaction, query.after, query.limit);
  AccountPage page;
  const auto find = [&](pqxx::transaction_base& session) { return find_account(session, *query.external_id); };
  if (auto found = find_known(transaction, find)) page.accounts.push_back(std::move(*found));
  return page;
}

}  // namespace

PageReader<HistoryPage> history_reader(const AppContext& services, HistoryQuery query) {
  const auto journal = services.journal_of(query.account);
  return as_of_end(journal, services.epochs, [query = std::move(query)](pqxx::transaction_base& transaction) {
    return account_history(transaction, query.account, query.after, query.descending, query.limit, query.filter);
  });
}

PageReader<std::optional<OpenHoldPage>> open_holds_reader(const AppContext& services, const OpenHoldsQuery& query) {
  return as_of_end(services.journal_of(query.account), services.epochs,
                   [query](pqxx::transaction_base& transaction) -> std::optional<OpenHoldPage> {
                     if (last_version(transaction, query.account) == Version(0)) return std::nullopt;
                     return open_holds(transaction, query.account, query.after, query.limit);
                   });
}

PageReader<AccountPage> accounts_reader(const AppContext& services, AccountsQuery query) {
  return as_of_end(services.journal, services.epochs,
                   [query = std::move(query), count = services.journal_count,
                    &epochs = services.epochs](pqxx::transaction_base& transaction) {
                     auto page = accounts_page(transaction, query);
                     // Accounts are of all journals.
                     if (count > 1) learn_all_epochs(transaction, epochs);
                     return page;
                   });
}

ReadPool& pool_for(const AppContext& services, const AccountsQuery& query) {
  return query.external_id ? services.reads : services.long_reads;
}

}  // namespace ledger::api
