#include "ledger/domain/commands/change_limit.hpp"

#include "ledger/domain/commands/limit.hpp"
#include "ledger/domain/details.hpp"

namespace ledger {
namespace {

/// Nothing where it cannot be a limit at all.
std::optional<MinorUnits> new_limit(const Account& account, const ChangeLimit& command, MinorUnits given) {
  if (!command.is_difference) return given;
  if (account.limit == no_limit || !command.limit) return std::nullopt;
  const auto limit = checked_add(account.limit, given);
  return limit == no_limit ? std::nullopt : limit;
}

}  // namespace

Decision decide(const LedgerView& view, const ChangeLimit& command, Moment now) {
  const auto found = find_account(view, command.account);
  if (const auto* rejection = std::get_if<Rejection>(&found)) return *rejection;
  const Account& account = *std::get<const Account*>(found);
  const auto stated = limit_in(account.currency, command.limit);
  if (const auto* rejection = std::get_if<Rejection>(&stated)) return *rejection;
  const auto given = std::get<MinorUnits>(stated);
  const auto limit = new_limit(account, command, given);
  if (!limit || *limit < 0) return invalid_limit();
  if (*limit < account.balance) {
    return Rejection{RejectionCode::limit_below_balance, "limit",
                     "the balance is " + format_amount(account.balance, account.currency)};
  }
  Event event = following_event(account, EventType::limit_changed, command.uid, command.actor);
  event.limit = *limit;
  event.effective = now;
  if (command.is_difference) event.details = details_of_limit_change(given);
  return std::vector<Event>{std::move(event)};
}

FieldNames differing_fields(const RecordedTransaction& recorded, const ChangeLimit& command) {
  const Event& event = recorded.legs.front();
  FieldNames differing;
  if (event.type != EventType::limit_changed) differing.push_back("type");
  if (event.account != command.account) differing.push_back("user_id");
  if (event.type != EventType::limit_changed) return differing;
  const auto stated = limit_in(event.currency, command.limit);
  const auto* given = std::get_if<MinorUnits>(&stated);
  const auto difference = limit_change(event);
  const bool is_same_kind = command.is_difference == difference.has_value();
  if (given == nullptr || !is_same_kind || difference.value_or(event.limit) != *given) differing.push_back("limit");
  return differing;
}

}  // namespace ledger
