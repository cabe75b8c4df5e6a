#include "outbox/topics/lost_records.hpp"

#include <fmt/format.h>

namespace ledger {
namespace {

std::optional<std::string> find_lost_records_in(const std::string& topic, const std::vector<std::int64_t>& published,
                                                kafka::Admin& admin) {
  const auto ends = admin.end_offsets(topic, static_cast<int>(published.size()));
  for (std::size_t partition = 0; partition < published.size(); ++partition) {
    if (ends[partition] >= published[partition]) continue;
    return fmt::format("partition {} of topic {} ends at offset {} and had reached {}", partition, topic,
                       ends[partition], published[partition]);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> find_lost_records(const RelayNote& published, kafka::Admin& admin) {
  if (auto lost = find_lost_records_in(published.events_topic, published.events_ends, admin)) return lost;
  return find_lost_records_in(published.balances_topic, published.balances_ends, admin);
}

}  // namespace ledger
