#include "outbox/kafka/producer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <set>

namespace ledger::kafka {
namespace {

using Clock = std::chrono::steady_clock;

/// One call of librdkafka waits for this long at most, so that a stop is not delayed by a broker that is away.
constexpr std::chrono::milliseconds call_timeout{1'000};
constexpr std::chrono::milliseconds pause_between_polls{50};
constexpr std::chrono::seconds time_to_stop{2};
constexpr int records_between_polls = 512;
/// Room for a whole batch of the relay: 50,000 events with a balance record each, and the cursor.
constexpr int queue_records_max = 250'000;
constexpr int queue_kilobytes_max = 512 * 1024;
/// The bytes that the broker's format adds to key, value and headers of a record, rounded up.
constexpr std::size_t record_overhead_bytes = 256;
constexpr std::size_t header_overhead_bytes = 16;

constexpr unsigned topic_bits = 8;

/// Packs all that a delivery report needs to know of its record into the opaque pointer.
void* tag_of(const Record& record) {
  return reinterpret_cast<void*>(  // NOLINT(performance-no-int-to-ptr): a number that is never dereferenced
      (static_cast<std::uintptr_t>(record.position) << topic_bits) | record.topic);
}

std::size_t bytes_of(const Record& record) {
  std::size_t bytes = record_overhead_bytes + record.key.size() + record.value.size();
  for (const auto& header : record.headers) bytes += header.name.size() + header.value.size() + header_overhead_bytes;
  return bytes;
}

/// The topics that we may not write to. A transaction that fails for that says nowhere else which they are, but in the
/// log. Filled by librdkafka's threads.
class Denials {
 public:
  void read(std::string_view log_line) {
    if (log_line.find("authorization failed") == std::string_view::npos) return;
    const auto begin = log_line.find('"');
    const auto end = log_line.find('"', begin + 1);
    if (end == std::string_view::npos) return;
    const std::lock_guard lock(mutex_);
    topics_.emplace(log_line.substr(begin + 1, end - begin - 1));
  }
  /// The first of them.
  std::optional<std::string> topic() {
    const std::lock_guard lock(mutex_);
    return topics_.empty() ? std::nullopt : std::optional(*topics_.begin());
  }

 private:
  std::mutex mutex_;
  std::set<std::string> topics_;
};

}  // namespace

/// Filled by delivery reports, which come within poll, flush and commit, that is in the caller's thread.
struct Producer::Delivery {
  struct Refusal {
    rd_kafka_resp_err_t error;
    std::size_t topic;
    std::int64_t position;
  };
  DeliveredRanges delivered;
  std::optional<Refusal> first_refusal;
  /// A topic that was made anew between two deliveries.
  std::optional<std::size_t> topic_made_anew;
  Denials denials;

  void report(const rd_kafka_message_t& message) {
    const auto tag = reinterpret_cast<std::uintptr_t>(message._private);
    const std::size_t topic = tag & ((1U << topic_bits) - 1U);
    if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      if (!first_refusal) first_refusal = Refusal{message.err, topic, static_cast<std::int64_t>(tag >> topic_bits)};
      return;
    }
    if (message.offset < 0) return;
    auto& partitions = delivered[topic];
    const auto partition = static_cast<std::size_t>(message.partition);
    if (partitions.size() <= partition) partitions.resize(partition + 1);
    auto& range = partitions[partition];
    // Reports of one partition come in its order.
    if (message.offset < range.end) topic_made_anew = topic;
    if (range.first < 0) range.first = message.offset;
    range.end = std::max(range.end, message.offset + 1);
  }
};

/// Passes after a time, or soon after a stop was requested.
class Producer::Deadline {
 public:
  explicit Deadline(const Producer& producer) : stop_(producer.stop_), end_(Clock::now() + producer.deadline_) {}

  bool passed() {
    const auto now = Clock::now();
    if (stop_.stop_requested() && !stopping_) {
      stopping_ = true;
      end_ = std::min(end_, now + time_to_stop);
    }
    return now >= end_;
  }

 private:
  std::stop_token stop_;
  Clock::time_point end_;
  bool stopping_ = false;
};

Producer::Producer(const ProducerSettings& settings)
    : deadline_(settings.deadline),
      stop_(settings.stop),
      message_bytes_max_(settings.message_bytes_max),
      transactional_id_(settings.transactional_id),
      delivery_(std::make_unique<Delivery>()) {
  delivery_->delivered.resize(settings.topics.size());
  Configuration configuration(settings.cluster);
  const auto message_timeout = settings.deadline - settings.deadline / 5;
  configuration.set("enable.idempotence", "true")
      .set("acks", "all")
      .set("partitioner", "murmur2_random")
      .set("compression.codec", "lz4")
      .set("linger.ms", "5")
      .set("message.max.bytes", std::to_string(message_bytes_max_))
      .set("batch.size", std::to_string(std::min<std::int64_t>(message_bytes_max_, 1'000'000)))
      .set("queue.buffering.max.messages", std::to_string(queue_records_max))
      .set("queue.buffering.max.kbytes", std::to_string(queue_kilobytes_max))
      .set("message.timeout.ms", std::to_string(message_timeout.count()));
  if (!settings.transactional_id.empty()) {
    configuration.set("transactional.id", settings.transactional_id)
        .set("transaction.timeout.ms", std::to_string(settings.deadline.count()));
  }
  rd_kafka_conf_set_opaque(configuration.raw(), delivery_.get());
  rd_kafka_conf_set_dr_msg_cb(configuration.raw(), [](rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
    static_cast<Delivery*>(opaque)->report(*message);
  });
  rd_kafka_conf_set_log_cb(configuration.raw(),
                           [](const rd_kafka_t* client, int level, const char* facility, const char* text) {
                             static_cast<Delivery*>(rd_kafka_opaque(client))->denials.read(text);
                             log(client, level, facility, text);
                           });
  client_ = configuration.make(RD_KAFKA_PRODUCER);
  for (const auto& name : settings.topics) {
    topics_.emplace_back(rd_kafka_topic_new(client_.get(), name.c_str(), nullptr));
    if (!topics_.back()) throw Failure(Remedy::ask_operator, "Kafka topic " + name + " cannot be used");
  }
}

Producer::~Producer() {
  if (in_transaction_) {
    // Left open, it would hide later records from consumers until it times out. If this fails, so be it.
    const Error error(rd_kafka_abort_transaction(client_.get(), static_cast<int>(call_timeout.count())));
  }
  // An undelivered record belongs to a transaction that will never be committed; do not wait for it.
  rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING);
}

void Producer::fail(Remedy remedy, const std::string& message) const {
  if (const auto topic = delivery_->denials.topic()) {
    throw Failure(Remedy::ask_operator, text_of_missing(write_topic(*topic)));
  }
  throw Failure(remedy, message);
}

template <class Call>
void Producer::repeat(const char* what, Call call) {
  Deadline deadline(*this);
  while (true) {
    const Error error(call(static_cast<int>(call_timeout.count())));
    if (!error) return;
    const auto remedy = remedy_of(error.get());
    const auto message = fmt::format("{}: {}", what, rd_kafka_error_string(error.get()));
    if (rd_kafka_error_code(error.get()) == RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED) {
      check(rd_kafka_error_code(error.get()), what,
            {.operation = "WRITE", .resource = "transactional id " + transactional_id_});
    }
    if (remedy != Remedy::call_again) fail(remedy, message);
    // The outcome is unknown; only a new producer can find out.
    if (deadline.passed()) throw Failure(Remedy::start_over, message);
    rd_kafka_poll(client_.get(), static_cast<int>(pause_between_polls.count()));
  }
}

void Producer::init_transactions() {
  repeat("init_transactions", [this](int timeout_ms) { return rd_kafka_init_transactions(client_.get(), timeout_ms); });
}

void Producer::begin() {
  delivery_->first_refusal.reset();
  repeat("begin_transaction", [this](int) { return rd_kafka_begin_transaction(client_.get()); });
  in_transaction_ = true;
}

void Producer::add_headers(const Record& record, Headers& headers) {
  if (record.headers.empty()) return;
  headers.reset(rd_kafka_headers_new(record.headers.size()));
  for (const auto& [name, value] : record.headers) {
    check(rd_kafka_header_add(headers.get(), name.data(), static_cast<ssize_t>(name.size()), value.data(),
                              static_cast<ssize_t>(value.size())),
          "Kafka header");
  }
}

Remedy Producer::remedy_of_produce(rd_kafka_resp_err_t error) const {
  // A refusal because of the transaction's state does not say what is wrong with it; the fatal error does.
  std::array<char, 1> unused{};
  const auto fatal = rd_kafka_fatal_error(client_.get(), unused.data(), unused.size());
  if (fatal == RD_KAFKA_RESP_ERR_NO_ERROR) return remedy_of_delivery(error);
  return remedy_of_delivery(fatal) == Remedy::fenced ? Remedy::fenced : Remedy::start_over;
}

void Producer::produce(const Record& record) {
  if (bytes_of(record) > static_cast<std::size_t>(message_bytes_max_)) {
    throw Failure(
        Remedy::ask_operator,
        fmt::format("the record of position {} has {} bytes, and max.message.bytes of topic {} is {}", record.position,
                    bytes_of(record), rd_kafka_topic_name(topics_[record.topic].get()), message_bytes_max_));
  }
  Headers headers;
  add_headers(record, headers);
  Deadline deadline(*this);
  while (true) {
    std::array<rd_kafka_vu_t, 7> parts{};
    parts[0] = {.vtype = RD_KAFKA_VTYPE_RKT, .u = {.rkt = topics_[record.topic].get()}};
    parts[1] = {.vtype = RD_KAFKA_VTYPE_PARTITION, .u = {.i32 = record.partition}};
    parts[2] = {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u = {.i = RD_KAFKA_MSG_F_COPY}};
    parts[3].vtype = RD_KAFKA_VTYPE_KEY;
    parts[3].u.mem = {const_cast<char*>(record.key.data()), record.key.size()};
    parts[4].vtype = RD_KAFKA_VTYPE_VALUE;
    parts[4].u.mem = {const_cast<char*>(record.value.data()), record.value.size()};
    parts[5] = {.vtype = RD_KAFKA_VTYPE_OPAQUE, .u = {.ptr = tag_of(record)}};
    parts[6] = {.vtype = RD_KAFKA_VTYPE_HEADERS, .u = {.headers = headers.get()}};
    const Error error(rd_kafka_produceva(client_.get(), parts.data(), headers ? 7 : 6));
    if (!error) {
      static_cast<void>(headers.release());  // the record's now
      break;
    }
    const auto code = rd_kafka_error_code(error.get());
    if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL || deadline.passed()) {
      fail(remedy_of_produce(code), fmt::format("produce: {}", rd_kafka_error_string(error.get())));
    }
    rd_kafka_poll(client_.get(), static_cast<int>(pause_between_polls.count()));
  }
  if (++produced_since_poll_ >= records_between_polls) {
    produced_since_poll_ = 0;
    rd_kafka_poll(client_.get(), 0);
  }
}

void Producer::flush() {
  Deadline deadline(*this);
  while (rd_kafka_flush(client_.get(), static_cast<int>(call_timeout.count())) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    if (deadline.passed()) throw Failure(Remedy::abort, "flush: the broker has not taken all records in time");
  }
  if (const auto topic = delivery_->topic_made_anew) {
    throw Failure(Remedy::start_over, fmt::format("topic {} was made anew while records were published to it",
                                                  rd_kafka_topic_name(topics_[*topic].get())));
  }
  if (!delivery_->first_refusal) return;
  const auto refusal = *delivery_->first_refusal;
  const std::string topic = rd_kafka_topic_name(topics_[refusal.topic].get());
  if (is_missing_right(refusal.error)) check(refusal.error, "produce", write_topic(topic));
  fail(remedy_of_delivery(refusal.error), fmt::format("topic {} did not take the record of position {}: {}", topic,
                                                      refusal.position, rd_kafka_err2str(refusal.error)));
}

void Producer::commit() {
  flush();
  repeat("commit_transaction",
         [this](int timeout_ms) { return rd_kafka_commit_transaction(client_.get(), timeout_ms); });
  in_transaction_ = false;
}

void Producer::abort() {
  repeat("abort_transaction", [this](int timeout_ms) { return rd_kafka_abort_transaction(client_.get(), timeout_ms); });
  in_transaction_ = false;
  delivery_->first_refusal.reset();
}

DeliveredRanges Producer::take_delivered() {
  DeliveredRanges taken(delivery_->delivered.size());
  std::swap(taken, delivery_->delivered);
  return taken;
}

}  // namespace ledger::kafka
