#include "outbox/example/balance_follower.hpp"

#include "outbox/kafka/failure.hpp"

namespace ledger::example {
namespace {

/// A header's value; empty if there is none.
std::string_view header_of(const rd_kafka_message_t& message, const char* name) {
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  const void* value = nullptr;
  std::size_t size = 0;
  if (rd_kafka_header_get_last(headers, name, &value, &size) != RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  return {static_cast<const char*>(value), size};
}

BalanceRecord record_in(const rd_kafka_message_t& message) {
  BalanceRecord record{.key = {static_cast<const char*>(message.key), message.key_len},
                       .value = {},
                       .type = header_of(message, "ce_type"),
                       .epoch = header_of(message, "ledger_epoch")};
  if (message.payload != nullptr) record.value.emplace(static_cast<const char*>(message.payload), message.len);
  return record;
}

}  // namespace

BalanceFollower::BalanceFollower(const kafka::ClusterSettings& cluster, const std::string& topic,
                                 std::optional<SavedState> saved)
    : cluster_(cluster), admin_(cluster) {
  const auto partitions = admin_.partitions_of(topic);
  if (!partitions) throw kafka::Failure(kafka::Remedy::start_over, "there is no Kafka topic " + topic + " yet");
  ends_ = admin_.end_offsets(topic, *partitions);
  state_ = {.cluster_id = admin_.cluster_id(),
            .topic = topic,
            .offsets = std::vector<std::int64_t>(ends_.size(), kafka::from_beginning),
            .marks = RecordMarks(ends_.size()),
            .accounts = {}};
  const bool fits = saved && saved->cluster_id == state_.cluster_id && saved->topic == topic &&
                    saved->offsets.size() == ends_.size() && has_marked_records(cluster, topic, saved->marks);
  if (fits) state_ = *std::move(saved);
  offsets_ = state_.offsets;
  marks_ = state_.marks;
  reader_.emplace(cluster, topic, offsets_);
}

void BalanceFollower::read(std::chrono::milliseconds timeout, const Changed& changed) {
  const auto message = reader_->next(timeout);
  if (!message) return;
  const auto partition = static_cast<std::size_t>(message->partition);
  if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    offsets_[partition] = message->offset;
    return;
  }
  if (const auto balance = balance_in(record_in(*message))) {
    if (const auto ads_may_run = state_.accounts.apply(*balance)) changed(balance->account, *ads_may_run);
  }
  offsets_[partition] = message->offset + 1;
  marks_[partition] = mark_of(*message);
  // The first record of all vouches for the topic until the first look.
  if (!state_.marks[partition]) state_.marks[partition] = marks_[partition];
}

bool BalanceFollower::is_same_topic() {
  try {
    const auto partitions = admin_.partitions_of(state_.topic);
    // One that is gone may come back as it was, for all that a single broker knows.
    if (!partitions) return true;
    if (static_cast<std::size_t>(*partitions) != offsets_.size()) return false;
    if (!has_marked_records(cluster_, state_.topic, state_.marks)) return false;
  } catch (const kafka::Failure& failure) {
    if (failure.remedy() == kafka::Remedy::ask_operator) throw;
    return true;
  }
  state_.offsets = offsets_;
  state_.marks = marks_;
  return true;
}

bool BalanceFollower::has_caught_up() const {
  for (std::size_t partition = 0; partition < ends_.size(); ++partition) {
    if (offsets_[partition] < ends_[partition]) return false;
  }
  return true;
}

}  // namespace ledger::example
