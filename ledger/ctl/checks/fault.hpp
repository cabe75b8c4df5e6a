// The faults that verify finds.
#pragma once

#include <string>

#include "ledger/domain/values/ids.hpp"

namespace ledger {

/// The first thing that is wrong, and why. At position 0 it is no event's: the text names the table and the row, or the
/// object of the schema.
struct Fault {
  JournalId journal;
  Position position;
  std::string what;
};

}  // namespace ledger
