// The state that the example keeps across its own crashes: the accounts, and how far it has read, in one file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "outbox/example/ad_accounts.hpp"
#include "outbox/example/record_mark.hpp"

namespace ledger::example {

struct SavedState {
  /// The cluster and topic that the offsets belong to; any other means to begin anew.
  std::string cluster_id;
  std::string topic;
  /// The offsets by partition: everything before has gone into the accounts.
  std::vector<std::int64_t> offsets;
  /// Records that were read before the offsets: by them the topic is known again.
  RecordMarks marks;
  AdAccounts accounts;
};

/// Puts the file in the place of the one before in one step, so that accounts and offsets are always of one moment,
/// whatever is killed. Throws std::system_error.
void save(const SavedState& state, const std::string& path);

/// Nothing if there is no file, or none that save() wrote to its end.
std::optional<SavedState> load(const std::string& path);

}  // namespace ledger::example
