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
  /// The topics that record.topic is an index into.
  std::vector<std::string> topics;
  /// The smallest max.message.bytes of the topics: it bounds the broker's batches, not only single records.
  std::int64_t message_bytes_max = 1'000'000;
  /// The time for which a single call is repeated. A record may be on its way for a little less.
  std::chrono::milliseconds deadline{25'000};
  /// Once a stop is requested, what is under way may only take a few seconds more.
  std::stop_token stop;
};

/// Offsets of what was delivered to a partition; both are −1 where nothing was.
struct DeliveredRange {
  /// The offset of the first record.
  std::int64_t first = -1;
  /// The offset behind the last record.
  std::int64_t end = -1;
};

/// The ranges by topic and partition; partitions behind the last one that was delivered to may be left out.
using DeliveredRanges = std::vector<std::vector<DeliveredRange>>;

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
  /// Waits until the broker has all records. Throws Failure for the first one that it has not, and start_over if a
  /// partition took one before another that it had taken already: its topic was made anew meanwhile.
  void flush();
  /// Flushes and commits. Throws Failure; start_over also when the outcome is not known.
  void commit();
  void abort();

  /// Returns the ranges that were delivered since the last call.
  DeliveredRanges take_delivered();

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
