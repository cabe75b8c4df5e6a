// Failures of Kafka, sorted by what is to be done about them.
#pragma once

#include <librdkafka/rdkafka.h>

#include <stdexcept>
#include <string>

#include "outbox/kafka/handles.hpp"

namespace ledger::kafka {

/// The remedy for a failure (librdkafka's INTRODUCTION.md, "Transactional producer API").
enum class Remedy {
  call_again,    ///< nothing happened: the same call may succeed now
  abort,         ///< abort the transaction and go back to the cursor
  start_over,    ///< fatal, or its effect is not known: destroy the producer, and read the cursor again
  fenced,        ///< another producer took our transactional.id: close, and take the lease again
  ask_operator,  ///< the broker will refuse it again and again: a record too large, no permission
};

/// A failure that was not, or could not be, put right by calling again.
class Failure : public std::runtime_error {
 public:
  Failure(Remedy remedy, const std::string& message) : std::runtime_error(message), remedy_(remedy) {}
  [[nodiscard]] Remedy remedy() const { return remedy_; }

 private:
  Remedy remedy_;
};

/// Sorts an error of the transactional calls; `error` is not null.
Remedy remedy_of(const rd_kafka_error_t* error);

/// Sorts what became of a single record.
Remedy remedy_of_delivery(rd_kafka_resp_err_t error);

/// A permission that a principal needs, in the words of Kafka's access control lists: "WRITE" on "topic
/// ledger.events.v1".
struct Right {
  std::string operation;
  std::string resource;
};

/// DESCRIBE on the topic; READ and WRITE include it.
Right describe_topic(const std::string& topic);
Right read_topic(const std::string& topic);
Right write_topic(const std::string& topic);

/// "the right WRITE on topic ledger.events.v1 is missing"
std::string text_of_missing(const Right& right);

/// Returns true if the cluster refused something for want of a right.
bool is_missing_right(rd_kafka_resp_err_t code);

/// Throws Failure(start_over) unless the code is that of success. `what` names the call.
void check(rd_kafka_resp_err_t code, const std::string& what);
/// Does the same for a call that needs a right: if that is missing, throws Failure(ask_operator), which names it.
void check(rd_kafka_resp_err_t code, const std::string& what, const Right& right);

}  // namespace ledger::kafka
