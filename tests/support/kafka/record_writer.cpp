#include "tests/support/kafka/record_writer.hpp"

#include <array>
#include <stdexcept>

namespace ledger::test {
namespace {

constexpr int flush_timeout_ms = 10'000;

/// The outcome of the one record that is under way.
void note_outcome(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  *static_cast<rd_kafka_resp_err_t*>(message->_private) = message->err;
}

}  // namespace

RecordWriter::RecordWriter(const std::string& brokers) {
  kafka::Configuration configuration({.brokers = brokers, .properties = {}});
  configuration.set("partitioner", "murmur2_random").set("linger.ms", "0");
  rd_kafka_conf_set_dr_msg_cb(configuration.raw(), &note_outcome);
  client_ = configuration.make(RD_KAFKA_PRODUCER);
}

void RecordWriter::write(const std::string& topic, const WrittenRecord& record) {
  kafka::Headers headers(rd_kafka_headers_new(record.headers.size()));
  for (const auto& [name, value] : record.headers) {
    rd_kafka_header_add(headers.get(), name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  rd_kafka_resp_err_t outcome = RD_KAFKA_RESP_ERR__TIMED_OUT;
  std::array<rd_kafka_vu_t, 6> parts{};
  parts[0] = {.vtype = RD_KAFKA_VTYPE_TOPIC, .u = {.cstr = topic.c_str()}};
  parts[1] = {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u = {.i = RD_KAFKA_MSG_F_COPY}};
  parts[2].vtype = RD_KAFKA_VTYPE_KEY;
  parts[2].u.mem = {const_cast<char*>(record.key.data()), record.key.size()};
  parts[3].vtype = RD_KAFKA_VTYPE_VALUE;
  if (record.value) parts[3].u.mem = {const_cast<char*>(record.value->data()), record.value->size()};
  parts[4] = {.vtype = RD_KAFKA_VTYPE_OPAQUE, .u = {.ptr = &outcome}};
  parts[5] = {.vtype = RD_KAFKA_VTYPE_HEADERS, .u = {.headers = headers.get()}};
  const kafka::Error error(rd_kafka_produceva(client_.get(), parts.data(), parts.size()));
  if (error) throw std::runtime_error(std::string("a record was not taken: ") + rd_kafka_error_string(error.get()));
  static_cast<void>(headers.release());  // the record's now
  rd_kafka_flush(client_.get(), flush_timeout_ms);
  if (outcome != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw std::runtime_error(std::string("a record was not delivered: ") + rd_kafka_err2str(outcome));
  }
}

}  // namespace ledger::test
