#include "ledger/domain/commands/change_limit.hpp"

#include "ledger/domain/details.hpp"

namespace ledger {
namespace {

std::optional<MinorUnits> in_minor_units(const std::optional<Decimal>& limit, const Currency& currency) {
  if (!limit) return no_limit;
  const auto converted = to_minor_units(*limit, currency);
  const auto* minor_units = std::get_if<MinorUnits>(&converted);
  // The number that stands for no limit cannot be one.
  const bool fits = minor_units != nullptr && *minor_units != no_limit;
  return fits ? std::optional<MinorUnits>(*minor_units) : std::nullopt;
}

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
  const auto given = in_minor_units(command.limit, account.currency);
  const auto limit = given ? new_limit(account, command, *given) : std::nullopt;
  if (!limit || *limit < 0) {
    return Rejection{RejectionCode::limit_invalid, "limit",
                     "a limit is zero or more, with no more decimals than the currency has"};
  }
  if (*limit < account.balance) {
    return Rejection{RejectionCode::limit_below_balance, "limit",
                     "the balance is " + format_amount(account.balance, account.currency)};
  }
  Event event = following_event(account, EventType::limit_changed, command.uid, command.actor);
  event.limit = *limit;
  event.effective = now;
  if (command.is_difference) event.details = details_of_limit_change(*given);
  return std::vector<Event>{std::move(event)};
}

bool same_content(const Recorded& recorded, const ChangeLimit& command) {
  const Event& event = recorded.legs.front();
  if (event.type != EventType::limit_changed || event.account != command.account) return false;
  const auto given = in_minor_units(command.limit, event.currency);
  if (!given) return false;
  const auto difference = limit_change(event);
  if (command.is_difference != difference.has_value()) return false;
  return difference ? *difference == *given : event.limit == *given;
}

}  // namespace ledger
