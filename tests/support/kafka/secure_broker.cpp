#include "tests/support/kafka/secure_broker.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace ledger::test {
namespace {

constexpr const char* user = "ledger";

void run_openssl(const std::string& arguments) {
  const auto line = "openssl " + arguments + " >/dev/null 2>&1";
  if (std::system(line.c_str()) != 0) throw std::runtime_error("failed: " + line);
}

std::string self_signed(const std::string& name, const std::string& path) {
  return "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=" + name + " -keyout " +
         path + ".key -out " + path + ".pem";
}

/// SASL over TLS with certificates on both sides, beside the plain listener.
std::string secure_properties(const Certificates& certificates) {
  const std::string secure = "listener.name.secure.";
  return "listeners=PLAINTEXT://127.0.0.1:@PORT@,SECURE://127.0.0.1:@EXTRA_PORT@,"
         "CONTROLLER://127.0.0.1:@CONTROLLER_PORT@\n"
         "advertised.listeners=PLAINTEXT://127.0.0.1:@PORT@,SECURE://127.0.0.1:@EXTRA_PORT@\n"
         "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL\n" +
         secure + "ssl.keystore.type=PEM\n" + secure + "ssl.keystore.location=" + certificates.path("broker.both") +
         "\n" + secure + "ssl.truststore.type=PEM\n" + secure +
         "ssl.truststore.location=" + certificates.path("authority.pem") + "\n" + secure +
         "ssl.client.auth=required\n" + secure + "sasl.enabled.mechanisms=PLAIN\n" + secure +
         "plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_" + user +
         "=\"" + secure_broker_password + "\";\n";
}

}  // namespace

Certificates::Certificates() {
  std::string folder = std::filesystem::temp_directory_path() / "ledger-certificates-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no folder for certificates");
  folder_ = folder;
  run_openssl(self_signed("authority", path("authority")));
  run_openssl(self_signed("stranger", path("stranger")));
  sign("broker");
  sign("client");
  // Kafka wants the key and the certificate in one file.
  std::ofstream both(path("broker.both"));
  both << std::ifstream(path("broker.key")).rdbuf() << std::ifstream(path("broker.pem")).rdbuf();
}

Certificates::~Certificates() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Certificates::replace(const std::string& name, const Certificates& other) const {
  const auto copy = path(name + ".new");
  std::filesystem::copy_file(other.path(name), copy, std::filesystem::copy_options::overwrite_existing);
  std::filesystem::rename(copy, path(name));
}

void Certificates::sign(const std::string& name) const {
  run_openssl(self_signed(name, path(name)) + " -CA " + path("authority.pem") + " -CAkey " + path("authority.key") +
              " -addext subjectAltName=IP:127.0.0.1");
}

SecureBroker::SecureBroker() : broker_(secure_properties(certificates_)) {}

Process::Environment SecureBroker::environment() const {
  return {{"KAFKA_BROKERS", broker_.extra_address()},
          {"KAFKA_SECURITY_PROTOCOL", "sasl_ssl"},
          {"KAFKA_SSL_CA_FILE", certificates_.path("authority.pem")},
          {"KAFKA_SSL_CERTIFICATE_FILE", certificates_.path("client.pem")},
          {"KAFKA_SSL_KEY_FILE", certificates_.path("client.key")},
          {"KAFKA_SASL_MECHANISM", "PLAIN"},
          {"KAFKA_SASL_USERNAME", user},
          {"KAFKA_SASL_PASSWORD", secure_broker_password}};
}

}  // namespace ledger::test
