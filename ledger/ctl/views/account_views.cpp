#include "ledger/ctl/views/hold_table.hpp"
#include "ledger/ctl/views/ledger_views.hpp"
#include "ledger/ctl/views/money_cells.hpp"
#include "ledger/domain/account.hpp"
#include "ledger/queries/account_list.hpp"
#include "ledger/queries/account_runs.hpp"
#include "ledger/queries/open_holds.hpp"
#include "ledger/queries/transactions.hpp"

namespace ledger {
namespace {

Table account_table(Identities identities) {
  std::vector<std::string> columns{"account",   "status",        "currency", "balance", "held",
                                   "available", "balance_limit", "version",  "opened"};
  if (identities == Identities::shown) {
    columns.emplace_back("external_id");
    columns.emplace_back("name");
  }
  return {"accounts", std::move(columns)};
}

void add_account(Table& table, const ListedAccount& account, Identities identities) {
  const Event& last = account.last;
  std::vector<Cell> row{last.account.value,
                        std::string(name_of(last.status)),
                        std::string(last.currency.code()),
                        amount_cell(last.balance, last),
                        amount_cell(last.held, last),
                        amount_cell(last.available(), last),
                        limit_cell(last),
                        last.version.value,
                        time_cell(account.created)};
  if (identities == Identities::shown) {
    const auto& holder = account.holder;
    row.push_back(holder && holder->external_id ? Cell(*holder->external_id) : Cell());
    row.push_back(holder ? Cell(holder->name) : Cell());
  }
  table.add(std::move(row));
}

std::vector<Fact> state_facts(const Event& last) {
  return {{"account", last.account.value},
          {"status", std::string(name_of(last.status))},
          {"currency", std::string(last.currency.code())},
          {"balance", amount_cell(last.balance, last)},
          {"held", amount_cell(last.held, last)},
          {"available", amount_cell(last.available(), last)},
          {"balance_limit", limit_cell(last)},
          {"version", last.version.value},
          {"journal", std::int64_t{last.journal.value}},
          {"position", last.position.value},
          {"recorded_at", time_cell(last.recorded)}};
}

Table run_table(const AccountRuns& projected) {
  Table table("runs", {"run", "rows", "valid_from", "last_effective"});
  for (const auto& run : projected.runs) {
    table.add({run.number, run.rows, run.valid_from.value, time_cell(run.last_effective)});
  }
  return table;
}

Table event_table(const std::vector<RecordedTransaction>& entries) {
  Table table("events", {"version", "position", "type", "change", "balance", "held", "effective", "recorded", "actor",
                         "transaction"});
  for (const auto& entry : entries) {
    const Event& event = entry.legs.front();
    table.add({event.version.value, event.position.value, std::string(name_of(understood_type(event))),
               amount_cell(balance_change(event), event), amount_cell(event.balance, event),
               amount_cell(event.held, event), time_cell(event.effective), time_cell(event.recorded), event.actor,
               to_string(event.uid)});
  }
  return table;
}

}  // namespace

Answer accounts_view(pqxx::transaction_base& transaction, AccountId after, int limit, Identities identities) {
  const auto page = list_accounts(transaction, after, limit);
  auto table = account_table(identities);
  for (const auto& account : page.accounts) add_account(table, account, identities);
  Answer answer;
  if (page.next) answer.facts.push_back({"next", page.next->value});
  answer.tables.push_back(std::move(table));
  return answer;
}

Answer account_by_external_id(pqxx::transaction_base& transaction, const std::string& external_id,
                              Identities identities) {
  auto table = account_table(identities);
  if (const auto account = find_account(transaction, external_id)) add_account(table, *account, identities);
  return {.tables = {std::move(table)}};
}

Answer accounts_by_name(pqxx::transaction_base& transaction, const std::string& name_start, int limit,
                        Identities identities) {
  auto table = account_table(identities);
  for (const auto& account : search_accounts(transaction, name_start, limit)) add_account(table, account, identities);
  return {.tables = {std::move(table)}};
}

std::optional<Answer> account_view(pqxx::transaction_base& transaction, AccountId account, int limit,
                                   Identities identities) {
  const auto last = last_event(transaction, account);
  if (!last) return std::nullopt;
  Answer answer{.facts = state_facts(*last)};
  if (identities == Identities::shown) {
    const auto holder = find_holder(transaction, account);
    answer.facts.push_back({"external_id", holder && holder->external_id ? Cell(*holder->external_id) : Cell()});
    answer.facts.push_back({"name", holder ? Cell(holder->name) : Cell()});
  }
  const auto projected = account_runs(transaction, account);
  answer.facts.push_back({"projected_version", projected.version.value});
  answer.tables.push_back(run_table(projected));
  answer.tables.push_back(hold_table(open_holds(transaction, account, std::nullopt, limit).holds, transaction));
  const bool newest_first = true;
  const auto history = account_history(transaction, account, std::nullopt, newest_first, limit);
  answer.tables.push_back(event_table(history.entries));
  return answer;
}

}  // namespace ledger
