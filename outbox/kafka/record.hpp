// A Kafka record as it is handed to the producer: views only.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace ledger::kafka {

struct Header {
  std::string_view name;
  std::string_view value;
};

/// A record to send. The data that it refers to must live until produce() returns.
struct Record {
  /// Index of the topic in the producer's list.
  std::size_t topic = 0;
  /// −1: chosen from the key's hash as Java clients do.
  std::int32_t partition = -1;
  std::string_view key;
  std::string_view value;
  std::span<const Header> headers;
  /// The journal position that a refusal is reported with.
  std::int64_t position = 0;
};

}  // namespace ledger::kafka
