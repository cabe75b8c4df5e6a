// One journal, checked from its beginning.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "ledger/ctl/checks/account_sample.hpp"
#include "ledger/ctl/checks/erasure_check.hpp"
#include "ledger/ctl/checks/event_check.hpp"
#include "ledger/ctl/checks/fault.hpp"
#include "ledger/ctl/checks/side_table_check.hpp"
#include "ledger/ctl/checks/text_check.hpp"
#include "ledger/ctl/checks/totals_check.hpp"
#include "ledger/journal/event_reader.hpp"

namespace ledger {

/// The checks that each page of events goes through.
struct PageChecks {
  EventCheck& events;
  TotalsCheck& totals;
  TextCheck& texts;
  SideTableCheck& side_tables;
  ErasureCheck& erasures;
  /// Is told of every account.
  AccountSample& sample;
};

/// Reads the journal up to `end` in pages, the next one while one is checked; `checked` is called after each. The first
/// fault, which ends the reading; nothing if all is well. Throws ConnectionLost or StatementFailed.
std::optional<Fault> check_journal(EventReader& reader, const JournalEnd& end, const PageChecks& checks,
                                   const std::function<void()>& checked);

}  // namespace ledger
