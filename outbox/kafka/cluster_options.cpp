#include "outbox/kafka/cluster_options.hpp"

#include <CLI/CLI.hpp>
#include <fstream>

namespace ledger::kafka {
namespace {

const std::string group = "Kafka";

/// A flag whose value becomes a librdkafka property.
struct PropertyOption {
  const char* flag;
  const char* environment;
  const char* property;
  const char* help;
};

constexpr PropertyOption file_options[] = {
    {"--kafka-ssl-ca-file", "KAFKA_SSL_CA_FILE", "ssl.ca.location",
     "certificates (PEM) that the brokers' are signed by; without it the system's"},
    {"--kafka-ssl-certificate-file", "KAFKA_SSL_CERTIFICATE_FILE", "ssl.certificate.location",
     "our own certificate (PEM), where the brokers ask for one"},
    {"--kafka-ssl-key-file", "KAFKA_SSL_KEY_FILE", "ssl.key.location", "its private key (PEM)"},
};

constexpr PropertyOption secret_options[] = {
    {"--kafka-ssl-key-password", "KAFKA_SSL_KEY_PASSWORD", "ssl.key.password", "the key's password"},
    {"--kafka-sasl-password", "KAFKA_SASL_PASSWORD", "sasl.password", "the user's password"},
};

CLI::Option* add_property(CLI::App& app, ClusterSettings& cluster, const PropertyOption& option,
                          const std::string& help) {
  return app
      .add_option_function<std::string>(
          option.flag,
          [&cluster, property = option.property](const std::string& value) {
            cluster.properties.emplace_back(property, value);
          },
          help)
      ->envname(option.environment)
      ->group(group);
}

/// The file's first line: editors put an end of line behind a password.
std::string secret_in(const std::string& path) {
  std::ifstream file(path);
  std::string secret;
  if (!std::getline(file, secret)) throw CLI::ValidationError(path, "cannot be read, or is empty");
  return secret;
}

void add_secret(CLI::App& app, ClusterSettings& cluster, const PropertyOption& option) {
  auto* const direct =
      add_property(app, cluster, option, std::string(option.help) + "; better given by the environment or in a file");
  app.add_option_function<std::string>(
         std::string(option.flag) + "-file",
         [&cluster, property = option.property](const std::string& path) {
           cluster.properties.emplace_back(property, secret_in(path));
         },
         std::string("a file with ") + option.help)
      ->check(CLI::ExistingFile)
      ->envname(std::string(option.environment) + "_FILE")
      ->excludes(direct)
      ->group(group);
}

void add_properties(CLI::App& app, ClusterSettings& cluster) {
  app.add_option_function<std::vector<std::string>>(
         "--kafka-property",
         [&cluster](const std::vector<std::string>& properties) {
           for (const auto& property : properties) {
             const auto sign = property.find('=');
             // What stands there may be a secret, so it is not repeated.
             if (sign == std::string::npos) throw CLI::ValidationError("--kafka-property", "one is not name=value");
             cluster.properties.emplace_back(property.substr(0, sign), property.substr(sign + 1));
           }
         },
         "any other librdkafka property, name=value; may be repeated (in the environment, separated by ';')")
      ->delimiter(';')
      ->envname("LEDGER_KAFKA_PROPERTIES")
      ->group(group);
}

}  // namespace

void add_cluster_options(CLI::App& app, ClusterSettings& cluster) {
  app.add_option("--kafka-brokers", cluster.brokers, "bootstrap servers, host:port,host:port")
      ->envname("KAFKA_BROKERS")
      ->capture_default_str()
      ->group(group);
  add_property(app, cluster,
               {"--kafka-security-protocol", "KAFKA_SECURITY_PROTOCOL", "security.protocol", "whether TLS and SASL"},
               "plaintext (unless told otherwise), ssl, sasl_plaintext or sasl_ssl")
      ->check(CLI::IsMember({"plaintext", "ssl", "sasl_plaintext", "sasl_ssl"}));
  for (const auto& option : file_options) add_property(app, cluster, option, option.help)->check(CLI::ExistingFile);
  add_property(app, cluster, {"--kafka-sasl-mechanism", "KAFKA_SASL_MECHANISM", "sasl.mechanism", "how to log in"},
               "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512")
      ->check(CLI::IsMember({"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"}));
  add_property(app, cluster, {"--kafka-sasl-username", "KAFKA_SASL_USERNAME", "sasl.username", "who logs in"},
               "who logs in");
  for (const auto& option : secret_options) add_secret(app, cluster, option);
  // Last, so that they win.
  add_properties(app, cluster);
}

}  // namespace ledger::kafka
