// Several runs' entries in one order. Pages come when they are needed, so that runs of any length merge in little
// memory.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "ledger/snapshots/runs.hpp"

namespace ledger {

/// Gives a run's next entries, as many as it likes, in order; none at the run's end.
using EntryPages = std::function<std::vector<RunEntry>()>;

/// Entries that are in memory, as one page.
EntryPages single_page(std::vector<RunEntry> entries);

/// Merges runs that are each in ascending order of effective time. Of equal times the earlier source's comes first.
class EntryMerge {
 public:
  explicit EntryMerge(std::vector<EntryPages> sources);

  /// The next entry of the merged run; nothing at its end.
  std::optional<RunEntry> next();

 private:
  struct Source {
    EntryPages pages;
    std::vector<RunEntry> page;
    std::size_t place = 0;
  };
  static bool fill(Source& source);

  std::vector<Source> sources_;
};

}  // namespace ledger
