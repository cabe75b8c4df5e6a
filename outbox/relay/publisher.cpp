#include "outbox/relay/publisher.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/publication/event_json.hpp"
#include "ledger/publication/hex.hpp"
#include "outbox/topics/relay_settings.hpp"

namespace ledger {
namespace {

/// A transaction's end is written to each partition that it touched, and takes an offset there.
constexpr std::int64_t marker_offsets = 1;

/// Raises the noted ends to what they are once the transaction has ended. A delivery before one means that the topic
/// was made anew while we were publishing to it.
void raise_ends(std::vector<std::int64_t>& known, const std::vector<kafka::DeliveredRange>& delivered,
                const std::string& topic) {
  for (std::size_t partition = 0; partition < delivered.size(); ++partition) {
    const auto& range = delivered[partition];
    if (range.end < 0) continue;
    if (partition >= known.size() || range.first < known[partition]) {
      throw kafka::Failure(kafka::Remedy::start_over,
                           fmt::format("partition {} of topic {} went back to offset {}: records were lost, or the "
                                       "topic was made anew",
                                       partition, topic, range.first));
    }
    known[partition] = range.end + marker_offsets;
  }
}

}  // namespace

void Publisher::produce_event(kafka::Producer& producer, std::size_t topic, const Event& event, Epoch epoch,
                              std::string_view json, const std::optional<TraceParent>& trace) {
  cloud_event_.describe_event(event, epoch, trace);
  producer.produce({.topic = topic,
                    .key = cloud_event_.key(),
                    .value = json,
                    .headers = cloud_event_.headers(),
                    .position = event.position.value});
}

void Publisher::produce_balance(kafka::Producer& producer, const Event& event, Epoch epoch) {
  json_.clear();
  append_balance_json(event, epoch, json_);
  cloud_event_.describe_balance(event, epoch);
  producer.produce({.topic = balances_topic,
                    .key = cloud_event_.key(),
                    .value = json_,
                    .headers = cloud_event_.headers(),
                    .position = event.position.value});
}

void Publisher::produce(kafka::Producer& producer, const Batch& batch) {
  for (const auto& chunk : batch.chunks) {
    for (std::size_t index = 0; index < chunk.size(); ++index) {
      produce_event(producer, events_topic, chunk.event(index), chunk.epoch(index), chunk.json(index),
                    chunk.trace(index));
      if (chunk.needs_balance_record(index)) produce_balance(producer, chunk.event(index), chunk.epoch(index));
    }
  }
}

namespace {

/// Moves the cursor behind the batch.
void advance(Cursor& cursor, const Batch& batch) {
  const auto& last = batch.chunks.back().event(batch.chunks.back().size() - 1);
  cursor.at = point_of(last);
  cursor.left_gap = false;
  for (const auto& chunk : batch.chunks) {
    for (std::size_t index = 0; index < chunk.size(); ++index) {
      const auto& event = chunk.event(index);
      if (event.type != EventType::account_opened || !cursor.accounts_end) continue;
      cursor.accounts_end = std::max(*cursor.accounts_end, event.account);
    }
  }
}

}  // namespace

void Publisher::publish(kafka::Producer& producer, const Batch& batch, RelayNote& published) {
  producer.begin();
  produce(producer, batch);
  auto cursor = published.cursor;
  advance(cursor, batch);
  commit(producer, std::move(cursor), published);
}

void Publisher::commit(kafka::Producer& producer, Cursor cursor, RelayNote& published) {
  auto reached = published;
  reached.cursor = std::move(cursor);
  const auto key = std::to_string(reached.cursor.journal.value);
  const auto value = to_json(reached.cursor);
  producer.produce({.topic = cursors_topic,
                    .partition = reached.cursor.journal.value,
                    .key = key,
                    .value = value,
                    .headers = {},
                    .position = reached.cursor.at.position.value});
  producer.flush();
  const auto delivered = producer.take_delivered();
  raise_ends(reached.events_ends, delivered[events_topic], reached.events_topic);
  raise_ends(reached.balances_ends, delivered[balances_topic], reached.balances_topic);
  producer.commit();
  published = std::move(reached);
}

void Publisher::produce_rewind(kafka::Producer& producer, JournalId journal, const Rewind& rewind, Position next,
                               int partitions, Moment now) {
  cloud_event_.describe_rewind(journal, rewind, now);
  const auto value = fmt::format(
      R"({{"type":"journal_rewound","journal":{},"epoch":{},"position":{},"hash":"{}","next_position":{}}})",
      journal.value, rewind.epoch.value, rewind.last_valid.value, to_hex(rewind.hash), next.value);
  for (int partition = 0; partition < partitions; ++partition) {
    producer.produce({.topic = events_topic,
                      .partition = partition,
                      .key = {},
                      .value = value,
                      .headers = cloud_event_.headers(),
                      .position = rewind.last_valid.value});
  }
}

void Publisher::produce_vanished(kafka::Producer& producer, JournalId journal, AccountId account, const Rewind& rewind,
                                 Moment now) {
  cloud_event_.describe_vanished(journal, account, rewind, now);
  producer.produce({.topic = balances_topic,
                    .key = cloud_event_.key(),
                    .value = {},
                    .headers = cloud_event_.headers(),
                    .position = rewind.last_valid.value});
}

}  // namespace ledger
