// A broker that lets its users do only what they were granted.
#pragma once

#include <string>
#include <vector>

#include "outbox/kafka/configuration.hpp"
#include "tests/support/kafka/kafka_operator.hpp"

namespace ledger::test {

/// One line of an access control list.
struct GrantedRight {
  /// The operation's name in Kafka's own tool: "Write".
  std::string operation;
  /// "topic", "transactional-id", "group" or "cluster".
  std::string resource_type;
  /// The name of the resource, or the prefix of several.
  std::string name;
};

/// Users log in by SASL PLAIN on a listener of their own; whoever comes by the plain one may do everything.
class AuthorizedBroker {
 public:
  explicit AuthorizedBroker(const std::vector<std::string>& users);

  /// Lets the users do this. Waits until the broker knows.
  void grant(const std::vector<std::string>& users, const GrantedRight& right) const;
  [[nodiscard]] const OwnBroker& broker() const { return broker_; }
  /// Returns the address of the broker and the credentials with which the user logs in.
  [[nodiscard]] kafka::ClusterSettings cluster(const std::string& user) const;

 private:
  OwnBroker broker_;
};

}  // namespace ledger::test
