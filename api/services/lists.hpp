// The lists that REST and gRPC give page by page: the history of an account, its open holds, and the accounts.
#pragma once

#include <functional>
#include <optional>
#include <pqxx/pqxx>
#include <string>

#include "api/services/app_context.hpp"
#include "api/services/as_of.hpp"
#include "ledger/queries/account_list.hpp"
#include "ledger/queries/open_holds.hpp"
#include "ledger/queries/transactions.hpp"

namespace ledger::api {

/// Which page of whose history; see account_history().
struct HistoryQuery {
  AccountId account;
  std::optional<Version> after;
  bool descending = false;
  int limit = 0;
  HistoryFilter filter;
};

/// Which page of whose open holds; see open_holds().
struct OpenHoldsQuery {
  AccountId account;
  std::optional<Uid> after;
  int limit = 0;
};

/// Which page of all accounts, see list_accounts(); or the one account with this outside id.
struct AccountsQuery {
  std::optional<std::string> external_id;
  std::optional<AccountId> after;
  int limit = 0;
};

/// Reads a page, for a ReadPool. It owns what it uses but for the context's book of epochs, which afterwards knows the
/// epochs of all events on the page.
template <class Page>
using PageReader = std::function<AsOf<Page>(pqxx::transaction_base& transaction)>;

/// As of the end of the account's journal. `account_exists` is false if there is no such account.
PageReader<HistoryPage> history_reader(const AppContext& services, HistoryQuery query);
/// As of the end of the account's journal. Reads nothing if there is no such account.
PageReader<std::optional<OpenHoldPage>> open_holds_reader(const AppContext& services, const OpenHoldsQuery& query);
/// As of the end of the first journal. The reader throws ReadsUnavailable `identities_lost` if nobody has the outside
/// id, but identities are missing after a restore.
PageReader<AccountPage> accounts_reader(const AppContext& services, AccountsQuery query);
/// The pool for that reader: looking one account up is a point read.
ReadPool& pool_for(const AppContext& services, const AccountsQuery& query);

}  // namespace ledger::api
