// Publishing one batch: one Kafka transaction with the events, their balance records and the cursor.
#pragma once

#include "outbox/kafka/producer.hpp"
#include "outbox/relay/batch.hpp"
#include "outbox/topics/cloud_event.hpp"
#include "outbox/topics/relay_note.hpp"

namespace ledger {

/// For one thread.
class Publisher {
 public:
  /// `source` is CloudEvents' source.
  explicit Publisher(std::string source) : cloud_event_(std::move(source)) {}

  /// Publishes the batch and brings `published` up to date. Throws kafka::Failure, after which `published` is
  /// unchanged; unless its remedy is to start over, the batch has then not been published.
  void publish(kafka::Producer& producer, const Batch& batch, RelayNote& published);

  /// Ends a transaction that was begun: the cursor goes with it. Throws as publish() does.
  static void commit(kafka::Producer& producer, Cursor cursor, RelayNote& published);

  /// Sends the records that tell consumers of all partitions that events behind the rewind's position are void. `next`
  /// is the position of the first event of the new epoch.
  void produce_rewind(kafka::Producer& producer, JournalId journal, const Rewind& rewind, Position next, int partitions,
                      Moment now);
  /// A tombstone for an account that there is no more since the rewind.
  void produce_vanished(kafka::Producer& producer, JournalId journal, AccountId account, const Rewind& rewind,
                        Moment now);

  /// The batch's events and balance records, to topics 0 and 1 of the producer; neither cursor nor transaction.
  void produce(kafka::Producer& producer, const Batch& batch);

  /// The event alone, to topic number `topic` of the producer.
  void produce_event(kafka::Producer& producer, std::size_t topic, const Event& event, Epoch epoch,
                     std::string_view json, const std::optional<TraceParent>& trace);

  /// The account's balance after the event, as it is told in `epoch`.
  void produce_balance(kafka::Producer& producer, const Event& event, Epoch epoch);

 private:
  CloudEvent cloud_event_;
  std::string json_;
};

}  // namespace ledger
