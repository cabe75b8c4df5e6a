// A producer, transactional or merely idempotent, that gives up after its deadlines.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "outbox/kafka/configuration.hpp"
#include "outbox/kafka/failure.hpp"
#include "outbox/kafka/record.hpp"

namespace ledger::kafka {

struct ProducerSettings {
  ClusterSettings cluster;
  /// Empty: idempotent, without transactions.
  std::string transactional_id;
  /// What record.topic counts.
  std::vector<std::string> topics;
  /// The smallest max.message.bytes of the topics: it bounds the broker's batches, not only single records.
  std::int64_t message_bytes_max = 1'000'000;
  /// How long a single call is repeated; how long a record may be on its way is a little less.
  std::chrono::milliseconds deadline{25'000};
  /// Once a stop is requested, what is under way may only take a few seconds more.
  std::stop_token stop;
};

/// The offset behind the last delivered record of each partition, −1 where there was none; by topic.
using EndOffsets = std::vector<std::vector<std::int64_t>>;

/// For one thread. After any Failure but abort, destroy it.
class Producer {
 public:
  explicit Producer(const ProducerSettings& settings);
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  /// Fences every other producer with this transactional.id and resolves the transaction that it left open.
  void init_transactions();
  void begin();
  /// Copies the record into the queue; waits for room. Throws Failure.
  void produce(const Record& record);
  /// Waits until the broker has all records. Throws Failure for the first one that it has not.
  void flush();
  /// Flushes and commits. Throws Failure; start_over also when the outcome is not known.
  void commit();
  void abort();

  /// Offsets of what was delivered since the last call.
  EndOffsets take_end_offsets();

 private:
  struct Delivery;
  class Deadline;
  void add_headers(const Record& record, Headers& headers);
  [[nodiscard]] Remedy remedy_of_produce(rd_kafka_resp_err_t error) const;
  /// Throws Failure; where a topic denied us, one that says so.
  [[noreturn]] void fail(Remedy remedy, const std::string& message) const;
  template <class Call>
  void repeat(const char* what, Call call);

  std::chrono::milliseconds deadline_;
  std::stop_token stop_;
  std::int64_t message_bytes_max_;
  std::string transactional_id_;
  std::unique_ptr<Delivery> delivery_;
  Client client_;
  std::vector<Topic> topics_;
  int produced_since_poll_ = 0;
  bool in_transaction_ = false;
};

}  // namespace ledger::kafka
