#include "outbox/example/balance_follower.hpp"

#include "outbox/kafka/admin.hpp"
#include "outbox/kafka/failure.hpp"

namespace ledger::example {

BalanceFollower::BalanceFollower(const kafka::ClusterSettings& cluster, const std::string& topic,
                                 std::optional<SavedState> saved) {
  kafka::Admin admin(cluster);
  state_.cluster_id = admin.cluster_id();
  state_.topic = topic;
  const auto found = admin.find_topic(topic);
  if (!found) throw kafka::Failure(kafka::Remedy::start_over, "there is no Kafka topic " + topic + " yet");
  ends_ = admin.end_offsets(topic, found->partitions);
  state_.offsets.assign(ends_.size(), kafka::from_beginning);
  const bool fits =
      saved && saved->cluster_id == state_.cluster_id && saved->topic == topic && saved->offsets.size() == ends_.size();
  if (fits) state_ = *std::move(saved);
  reader_.emplace(cluster, topic, state_.offsets);
}

void BalanceFollower::read(std::chrono::milliseconds timeout, const Changed& changed) {
  const auto message = reader_->next(timeout);
  if (!message) return;
  auto& offset = state_.offsets[static_cast<std::size_t>(message->partition)];
  if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    offset = message->offset;
    return;
  }
  const auto balance = parse_balance({static_cast<const char*>(message->payload), message->len});
  if (balance) {
    if (const auto ads_may_run = state_.accounts.apply(*balance)) changed(balance->account, *ads_may_run);
  }
  offset = message->offset + 1;
}

bool BalanceFollower::has_caught_up() const {
  for (std::size_t partition = 0; partition < ends_.size(); ++partition) {
    if (state_.offsets[partition] < ends_[partition]) return false;
  }
  return true;
}

}  // namespace ledger::example
