// Writes single records to a topic, as only the relay should: records that it would write after a restore, and some
// that it never writes.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "outbox/kafka/configuration.hpp"

namespace ledger::test {

struct WrittenRecord {
  std::string key;
  /// Empty for a tombstone.
  std::optional<std::string> value;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// Each throws std::runtime_error if the broker does not take what is written.
class RecordWriter {
 public:
  explicit RecordWriter(const std::string& brokers);

  /// Writes to the partition that the key belongs to.
  void write(const std::string& topic, const WrittenRecord& record);

 private:
  kafka::Client client_;
};

}  // namespace ledger::test
