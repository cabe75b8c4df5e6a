#include "outbox/kafka/cluster_options.hpp"

#include "ledger/process/command_line.hpp"

namespace ledger::kafka {
namespace {

void add_secret(const OptionGroup& group, Properties& properties, const OptionText& text, const char* property) {
  group.secret(text, [&properties, property](const std::string& value) { properties.emplace_back(property, value); });
}

void add_tls_options(const OptionGroup& group, Properties& properties) {
  group
      .property({"--kafka-ssl-ca-file", "KAFKA_SSL_CA_FILE",
                 "certificates (PEM) that the brokers' are signed by; without it the system's"},
                properties, "ssl.ca.location")
      .existing_file();
  group
      .property({"--kafka-ssl-certificate-file", "KAFKA_SSL_CERTIFICATE_FILE",
                 "our own certificate (PEM), where the brokers ask for one"},
                properties, "ssl.certificate.location")
      .existing_file();
  group
      .property({"--kafka-ssl-key-file", "KAFKA_SSL_KEY_FILE", "its private key (PEM)"}, properties, "ssl.key.location")
      .existing_file();
}

void add_login_options(const OptionGroup& group, Properties& properties) {
  group
      .property({"--kafka-sasl-mechanism", "KAFKA_SASL_MECHANISM", "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512"}, properties,
                "sasl.mechanism")
      .one_of({"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"});
  group.property({"--kafka-sasl-username", "KAFKA_SASL_USERNAME", "who logs in"}, properties, "sasl.username");
  add_secret(group, properties, {"--kafka-ssl-key-password", "KAFKA_SSL_KEY_PASSWORD", "the key's password"},
             "ssl.key.password");
  add_secret(group, properties, {"--kafka-sasl-password", "KAFKA_SASL_PASSWORD", "the user's password"},
             "sasl.password");
}

}  // namespace

void add_cluster_options(const OptionGroup& options, ClusterSettings& cluster) {
  const auto group = options.group("Kafka");
  group.text({"--kafka-brokers", "KAFKA_BROKERS", "bootstrap servers, host:port,host:port"}, cluster.brokers);
  group
      .property({"--kafka-security-protocol", "KAFKA_SECURITY_PROTOCOL",
                 "plaintext (unless told otherwise), ssl, sasl_plaintext or sasl_ssl"},
                cluster.properties, "security.protocol")
      .one_of({"plaintext", "ssl", "sasl_plaintext", "sasl_ssl"});
  add_tls_options(group, cluster.properties);
  add_login_options(group, cluster.properties);
  // Last, so that they win.
  group.properties(
      {"--kafka-property", "LEDGER_KAFKA_PROPERTIES",
       "any other librdkafka property, name=value; may be repeated (in the environment, separated by ';')"},
      cluster.properties, ';');
}

}  // namespace ledger::kafka
