#include "tests/support/kafka/authorized_broker.hpp"

#include <cstdlib>
#include <stdexcept>

#include "tests/support/environment.hpp"

namespace ledger::test {
namespace {

constexpr const char* password = "secret";

std::string properties_for(const std::vector<std::string>& users) {
  std::string logins;
  for (const auto& user : users) logins += " user_" + user + "=\"" + password + "\"";
  return "listeners=PLAINTEXT://127.0.0.1:@PORT@,USERS://127.0.0.1:@EXTRA_PORT@,"
         "CONTROLLER://127.0.0.1:@CONTROLLER_PORT@\n"
         "advertised.listeners=PLAINTEXT://127.0.0.1:@PORT@,USERS://127.0.0.1:@EXTRA_PORT@\n"
         "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,USERS:SASL_PLAINTEXT\n"
         "listener.name.users.sasl.enabled.mechanisms=PLAIN\n"
         "listener.name.users.plain.sasl.jaas.config="
         "org.apache.kafka.common.security.plain.PlainLoginModule required" +
         logins +
         ";\n"
         "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer\n"
         "super.users=User:ANONYMOUS\n";
}

}  // namespace

AuthorizedBroker::AuthorizedBroker(const std::vector<std::string>& users) : broker_(properties_for(users)) {}

void AuthorizedBroker::grant(const std::vector<std::string>& users, const GrantedRight& right) const {
  // librdkafka 2.0.2 cannot write lines about transactional ids; Kafka's own tool is in the broker's jars.
  const auto jars = "$('" + required_environment("LEDGER_TEST_KAFKA_HOME") + "/fetch')";
  auto command = "java -XX:TieredStopAtLevel=1 -cp \"" + jars + "/*\" kafka.admin.AclCommand --bootstrap-server " +
                 broker_.address() + " --add --operation " + right.operation;
  command += right.resource_type == "cluster"
                 ? " --cluster"
                 : " --resource-pattern-type prefixed --" + right.resource_type + " '" + right.name + "'";
  for (const auto& user : users) command += " --allow-principal User:" + user;
  if (std::system((command + " >/dev/null 2>&1").c_str()) != 0) throw std::runtime_error("failed: " + command);
}

kafka::ClusterSettings AuthorizedBroker::cluster(const std::string& user) const {
  return {.brokers = broker_.extra_address(),
          .properties = {{"security.protocol", "sasl_plaintext"},
                         {"sasl.mechanism", "PLAIN"},
                         {"sasl.username", user},
                         {"sasl.password", password}}};
}

}  // namespace ledger::test
