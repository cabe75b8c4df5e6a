#include "outbox/kafka/failure.hpp"

namespace ledger::kafka {

Remedy remedy_of(const rd_kafka_error_t* error) {
  const auto code = rd_kafka_error_code(error);
  if (code == RD_KAFKA_RESP_ERR__FENCED || code == RD_KAFKA_RESP_ERR_PRODUCER_FENCED ||
      code == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH) {
    return Remedy::fenced;
  }
  if (is_missing_right(code)) return Remedy::ask_operator;
  if (rd_kafka_error_is_fatal(error) != 0) return Remedy::start_over;
  if (rd_kafka_error_txn_requires_abort(error) != 0) return Remedy::abort;
  if (rd_kafka_error_is_retriable(error) != 0) return Remedy::call_again;
  return Remedy::start_over;
}

Remedy remedy_of_delivery(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
      return Remedy::ask_operator;
    case RD_KAFKA_RESP_ERR__FENCED:
    case RD_KAFKA_RESP_ERR_PRODUCER_FENCED:
    case RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH:
      return Remedy::fenced;
    default:
      // Time-outs and lost brokers make the transaction abortable; commit says so itself.
      return Remedy::abort;
  }
}

Right describe_topic(const std::string& topic) {
  return {.operation = "DESCRIBE (which READ and WRITE include)", .resource = "topic " + topic};
}

Right read_topic(const std::string& topic) { return {.operation = "READ", .resource = "topic " + topic}; }

Right write_topic(const std::string& topic) { return {.operation = "WRITE", .resource = "topic " + topic}; }

std::string text_of_missing(const Right& right) {
  return "the right " + right.operation + " on " + right.resource + " is missing";
}

bool is_missing_right(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED || code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED ||
         code == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED ||
         code == RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
}

void check(rd_kafka_resp_err_t code, const std::string& what, const Right& right) {
  if (is_missing_right(code)) throw Failure(Remedy::ask_operator, what + ": " + text_of_missing(right));
  check(code, what);
}

void check(rd_kafka_resp_err_t code, const std::string& what) {
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw Failure(Remedy::start_over, what + ": " + rd_kafka_err2str(code));
  }
}

}  // namespace ledger::kafka
