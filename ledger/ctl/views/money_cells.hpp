// Amounts, times and limits as the tables of this folder show them.
#pragma once

#include "ledger/ctl/views/answer.hpp"
#include "ledger/domain/event.hpp"

namespace ledger {

/// "12.50", in the event's currency.
inline Cell amount_cell(MinorUnits amount, const Event& event) { return format_amount(amount, event.currency); }
/// Nothing where there is no limit.
inline Cell limit_cell(const Event& event) {
  return event.limit == no_limit ? Cell() : amount_cell(event.limit, event);
}
inline Cell time_cell(Moment moment) { return format_moment(moment); }

}  // namespace ledger
