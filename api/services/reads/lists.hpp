// The use cases that list something page by page: the history of an account, its open holds, and the accounts.
#pragma once

#include <functional>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <type_traits>
#include <utility>

#include "api/auth/principals/access.hpp"
#include "api/services/context/app_context.hpp"
#include "api/services/context/result.hpp"
#include "api/services/positions/position_wait.hpp"
#include "api/services/reads/as_of.hpp"
#include "ledger/queries/account_list.hpp"
#include "ledger/queries/open_holds.hpp"
#include "ledger/queries/transactions.hpp"

namespace ledger::api {

/// Names a page of an account's history; see account_history().
struct HistoryQuery {
  AccountId account;
  std::optional<Version> after;
  bool descending = false;
  int limit = 0;
  HistoryFilter filter;
};

/// Names a page of an account's open holds; see open_holds().
struct OpenHoldsQuery {
  AccountId account;
  std::optional<Uid> after;
  int limit = 0;
};

/// Names a page of all accounts, see list_accounts(); or the one account with this outside id; or those whose holder's
/// name begins so, see search_accounts(). At most one of these is given.
struct AccountsQuery {
  std::optional<std::string> external_id;
  std::optional<std::string> name_start;
  std::optional<AccountId> after;
  int limit = 0;
};

/// Reads a page, for a ReadPool. It owns what it uses but for the context's book of epochs, which afterwards knows the
/// epochs of all events on the page.
template <class Page>
using PageReader = std::function<AsOf<Page>(pqxx::transaction_base& transaction)>;

/// Reads as of the end of the account's journal. `account_exists` is false if there is no such account.
PageReader<HistoryPage> history_reader(const AppContext& services, HistoryQuery query);
/// Reads as of the end of the account's journal. Reads nothing if there is no such account.
PageReader<std::optional<OpenHoldPage>> open_holds_reader(const AppContext& services, const OpenHoldsQuery& query);
/// Reads as of the end of the first journal. The reader throws ReadsUnavailable `identities_lost` if nobody has the
/// outside id or such a name, but identities are missing after a restore.
PageReader<AccountPage> accounts_reader(const AppContext& services, AccountsQuery query);
/// Returns the pool for that reader: looking one account up is a point read.
ReadPool& pool_for(const AppContext& services, const AccountsQuery& query);

/// The default of the functions below: hands the page over as it is.
struct AsIs {
  template <class Page>
  AsOf<Page> operator()(AsOf<Page> page) const {
    return page;
  }
};

/// The type that `Write` makes of a page.
template <class Write, class Page>
using Written = std::decay_t<std::invoke_result_t<Write&, AsOf<Page>>>;

/// Waits for the position and reads the page in the pool, as `caller`'s turn. `write` is called with the page by the
/// thread that read it, as an event loop has others to serve, and owns all that it uses. Throws ReadsUnavailable and
/// PositionVoid.
template <class Page, class Write>
Task<Written<Write, Page>> read_page(AppContext& services, ReadPool& pool, PageReader<Page> reader, std::string caller,
                                     MinimumPosition least, Write write) {
  co_await await_minimum(services, least);
  auto read = [reader = std::move(reader), write = std::move(write)](pqxx::transaction_base& transaction) {
    return write(reader(transaction));
  };
  co_return co_await pool.run(std::move(read), std::move(caller));
}

/// Each of the following returns what `write` made of the page. They throw likewise, and the first two refuse what
/// `caller` may not read.
template <class Write = AsIs>
Task<Result<Written<Write, HistoryPage>, Permission>> list_history(AppContext& services, const Principal& caller,
                                                                   HistoryQuery query, MinimumPosition least,
                                                                   Write write = {}) {
  if (!caller.may_read(query.account)) co_return Permission::hidden;
  auto reader = history_reader(services, std::move(query));
  co_return co_await read_page(services, services.long_reads, std::move(reader), caller.id, least, std::move(write));
}

template <class Write = AsIs>
Task<Result<Written<Write, std::optional<OpenHoldPage>>, Permission>> list_open_holds(
    AppContext& services, const Principal& caller, OpenHoldsQuery query, MinimumPosition least, Write write = {}) {
  if (!caller.may_read(query.account)) co_return Permission::hidden;
  auto reader = open_holds_reader(services, query);
  co_return co_await read_page(services, services.long_reads, std::move(reader), caller.id, least, std::move(write));
}

template <class Write = AsIs>
Task<Written<Write, AccountPage>> list_accounts(AppContext& services, const Principal& caller, AccountsQuery query,
                                                MinimumPosition least, Write write = {}) {
  auto& pool = pool_for(services, query);
  auto reader = accounts_reader(services, std::move(query));
  co_return co_await read_page(services, pool, std::move(reader), caller.id, least, std::move(write));
}

}  // namespace ledger::api
