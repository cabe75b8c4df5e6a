// A topic as it lies on the broker's disk: open and aborted transactions too.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ledger::test {

struct RawRecord {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::string key;
  /// Empty in a tombstone.
  std::optional<std::string> value;
};

/// Returns all current records. Throws std::runtime_error if they cannot be read in time.
std::vector<RawRecord> raw_records(const std::string& brokers, const std::string& topic, int partitions);

}  // namespace ledger::test
