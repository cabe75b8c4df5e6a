#include "ledger/ctl/views/ledger_views.hpp"
#include "ledger/ctl/views/money_cells.hpp"
#include "ledger/domain/account.hpp"
#include "ledger/domain/details.hpp"
#include "ledger/queries/transactions.hpp"

namespace ledger {
namespace {

Table leg_table(const RecordedTransaction& recorded) {
  Table table("legs", {"leg", "type", "account", "change", "currency", "balance", "held", "version", "position"});
  for (const auto& event : recorded.legs) {
    table.add({std::int64_t{event.leg.value}, std::string(name_of(understood_type(event))), event.account.value,
               amount_cell(balance_change(event), event), std::string(event.currency.code()),
               amount_cell(event.balance, event), amount_cell(event.held, event), event.version.value,
               event.position.value});
  }
  return table;
}

Cell uid_cell(const std::optional<Uid>& uid) { return uid ? Cell(to_string(*uid)) : Cell(); }

}  // namespace

std::optional<Answer> transaction_view(pqxx::transaction_base& transaction, const Uid& uid, Identities identities) {
  const auto recorded = find_transaction(transaction, uid);
  if (!recorded) return std::nullopt;
  const Event& first = recorded->legs.front();
  const auto type = understood_type(first);
  const auto reverses = is_reversal(type) ? std::optional(reversed_leg(first).uid) : std::nullopt;
  Answer answer{.facts = {{"transaction", to_string(uid)},
                          {"type", std::string(name_of(type))},
                          {"amount", amount_cell(first.amount, first)},
                          {"currency", std::string(first.currency.code())},
                          {"effective", time_cell(first.effective)},
                          {"recorded_at", time_cell(first.recorded)},
                          {"journal", std::int64_t{first.journal.value}},
                          {"actor", first.actor},
                          {"reverses", uid_cell(reverses)},
                          {"reversed_by", uid_cell(recorded->reversed_by)}}};
  if (const auto status = hold_status(*recorded)) {
    answer.facts.push_back({"hold_status", std::string(name_of(*status))});
    answer.facts.push_back({"expires", time_cell(hold_terms(first).expires)});
  }
  if (identities == Identities::shown) {
    answer.facts.push_back({"comment", recorded->comment ? Cell(recorded->comment->text) : Cell()});
  }
  answer.tables.push_back(leg_table(*recorded));
  return answer;
}

}  // namespace ledger
