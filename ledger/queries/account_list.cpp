#include "ledger/queries/account_list.hpp"

#include "ledger/journal/event_row.hpp"
#include "ledger/journal/pqxx_event_rows.hpp"
#include "ledger/postgres/database.hpp"

namespace ledger {
namespace {

/// For each account of `page (account_id, place)`, by place: its last event's columns, who holds it, and when it was
/// opened.
std::string select_accounts(const std::string& page) {
  return page + std::string(" select ") + event_columns() +
         ", identity.name, identity.external_id, opened.recorded_us from page"
         " cross join lateral (select * from event each where each.account_id = page.account_id"
         "   order by each.version desc limit 1) as event"
         " cross join lateral (select each.recorded_us from event each where each.account_id = page.account_id"
         "   order by each.version limit 1) as opened"
         " left join identity on identity.account_id = page.account_id order by page.place,"
         " page.account_id";
}

// From one account to the next by the index of versions, without a look at the versions between.
const std::string list_sql = select_accounts(
    "with recursive account (account_id) as ("
    " (select account_id from event where account_id > $1::bigint order by account_id limit 1)"
    " union all"
    " select (select event.account_id from event where event.account_id > account.account_id"
    "   order by event.account_id limit 1) from account where account.account_id is not null),"
    " page as materialized (select account_id, '' as place from account where account_id is not null"
    " limit $2::bigint)");
// Materialized: the page's order is its one account's, and no reason to walk along all identities.
const std::string find_sql =
    select_accounts("with page as materialized (select account_id, '' as place from identity where external_id = $1)");

// A beginning is a range of the index: no character comes behind U+10FFFF. Materialized, so that it is walked no
// further than to the page's end.
const std::string search_sql = select_accounts(
    "with page as materialized (select account_id, lower(name) collate \"C\" as place from identity"
    " where lower(name) collate \"C\" >= lower($1) and lower(name) collate \"C\" < lower($1) || chr(1114111)"
    " order by lower(name) collate \"C\", account_id limit $2::bigint)");

constexpr pqxx::row::size_type name_column = 20;

ListedAccount account_in(const pqxx::row& row) {
  ListedAccount account{.last = event_from_text(row),
                        .holder = std::nullopt,
                        .created = moment_from_microseconds(whole_number(row[name_column + 2]))};
  if (!row[name_column].is_null()) {
    account.holder = Holder{.name = row[name_column].c_str(), .external_id = std::nullopt};
    const auto external_id = row[name_column + 1];
    if (!external_id.is_null()) account.holder->external_id = external_id.c_str();
  }
  return account;
}

}  // namespace

AccountPage list_accounts(pqxx::transaction_base& transaction, std::optional<AccountId> after, int limit) {
  // One more than asked for tells whether there is a next page.
  const auto rows = execute(transaction, list_sql, after ? after->value : 0, limit + 1);
  AccountPage page;
  for (const auto& row : rows) {
    if (page.accounts.size() == static_cast<std::size_t>(limit)) {
      page.next = page.accounts.back().last.account;
      break;
    }
    page.accounts.push_back(account_in(row));
  }
  return page;
}

std::optional<ListedAccount> find_account(pqxx::transaction_base& transaction, const std::string& external_id) {
  const auto rows = execute(transaction, find_sql, external_id);
  if (rows.empty()) return std::nullopt;
  return account_in(rows[0]);
}

std::vector<ListedAccount> search_accounts(pqxx::transaction_base& transaction, const std::string& name_start,
                                           int limit) {
  std::vector<ListedAccount> found;
  for (const auto& row : execute(transaction, search_sql, name_start, limit)) found.push_back(account_in(row));
  return found;
}

}  // namespace ledger
