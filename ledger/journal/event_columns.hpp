// Events turned on their side: an array a column, as `append` takes them.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "ledger/common/postgres.hpp"
#include "ledger/domain/event.hpp"

namespace ledger {

/// Keeps pointers into the events, which must outlive it.
class EventColumns {
 public:
  explicit EventColumns(std::size_t event_count);
  void add(const Event& event);
  /// In the order of the statement's parameters from $3 on.
  void add_to(PostgresParameters& parameters) const;

 private:
  std::vector<std::int64_t> positions_, accounts_, versions_, amounts_, balances_, held_, limits_, effective_;
  std::vector<std::span<const std::uint8_t>> uids_;
  std::vector<std::int16_t> legs_, types_, statuses_, schema_versions_;
  std::vector<std::string_view> currencies_, actors_, details_;
  std::vector<std::span<const std::uint8_t>> text_hashes_, hashes_;
};

}  // namespace ledger
