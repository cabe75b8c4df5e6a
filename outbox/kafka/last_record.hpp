// Reading a partition as a read_committed consumer sees it, without a consumer group.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "outbox/kafka/configuration.hpp"

namespace ledger::kafka {

/// The value of the last committed record before offset `end` of a partition that holds nothing else worth reading,
/// or nothing if there is none. `first` is the partition's oldest offset. Returns only once all of it up to `end` has
/// been seen. Throws Failure(start_over) if that does not come about by the deadline, as while a transaction is open.
std::optional<std::string> last_committed_value(const ClusterSettings& cluster, const std::string& topic, int partition,
                                                std::int64_t first, std::int64_t end,
                                                std::chrono::milliseconds deadline);

/// Returns true if the partition holds any committed record between the offsets. Throws as last_committed_value() does.
bool has_committed_record(const ClusterSettings& cluster, const std::string& topic, int partition, std::int64_t first,
                          std::int64_t end, std::chrono::milliseconds deadline);

/// Returns if a partition that ends at `end` may be read. Throws Failure: ask_operator where the right to is missing.
void check_readable(const ClusterSettings& cluster, const std::string& topic, int partition, std::int64_t end,
                    std::chrono::milliseconds deadline);

}  // namespace ledger::kafka
