#include "api/http/tls.hpp"

#include <openssl/ssl.h>
#include <prometheus/gauge.h>
#include <spdlog/spdlog.h>

#include <ctime>
#include <stdexcept>

#include "ledger/process/interruptible_sleep.hpp"

namespace ledger::api {
namespace {

namespace ssl = boost::asio::ssl;

/// The ciphers for TLS 1.2; all ciphers of TLS 1.3 are accepted.
constexpr const char* ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

constexpr std::chrono::seconds look_interval{1};

/// Returns the time until which the context's certificate is valid, in seconds since 1970.
double not_after(ssl::context& context) {
  const auto* const certificate = SSL_CTX_get0_certificate(context.native_handle());
  std::tm moment{};
  if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &moment) != 1) return 0;
  return static_cast<double>(timegm(&moment));
}

void check(const boost::system::error_code& error, const std::string& file) {
  if (error) throw std::runtime_error(file + ": " + error.message());
}

}  // namespace

ssl::context make_tls_context(const TlsFiles& files) {
  ssl::context context(ssl::context::tls_server);
  auto* const raw = context.native_handle();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // A connection that idles gives its buffers back.
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);
  if (SSL_CTX_set_cipher_list(raw, ciphers) != 1) throw std::runtime_error("OpenSSL has none of the wanted ciphers");
  boost::system::error_code error;
  context.use_certificate_chain_file(files.certificate_file, error);
  check(error, files.certificate_file);
  context.use_private_key_file(files.key_file, ssl::context::pem, error);
  check(error, files.key_file);
  if (SSL_CTX_check_private_key(raw) != 1) {
    throw std::runtime_error(files.key_file + " is not the key of " + files.certificate_file);
  }
  return context;
}

ServerCertificate::ServerCertificate(TlsFiles files, prometheus::Registry& metrics)
    : files_(std::move(files)),
      not_after_(prometheus::BuildGauge()
                     .Name("ledger_tls_certificate_not_after_timestamp_seconds")
                     .Help("Time until which the server's certificate is valid, in seconds since 1970")
                     .Register(metrics)
                     .Add({})) {
  read();
  thread_ = std::jthread([this](const std::stop_token& stop) { follow(stop); });
}

std::shared_ptr<ssl::context> ServerCertificate::now() const {
  const std::lock_guard lock(mutex_);
  return context_;
}

ServerCertificate::Stamps ServerCertificate::stamps() const {
  return {.certificate = stamp_of(files_.certificate_file), .key = stamp_of(files_.key_file)};
}

void ServerCertificate::read() {
  // Before the files are read, so that what is written meanwhile is noticed.
  read_ = stamps();
  auto context = std::make_shared<ssl::context>(make_tls_context(files_));
  not_after_.Set(not_after(*context));
  const std::lock_guard lock(mutex_);
  context_ = std::move(context);
}

void ServerCertificate::follow(const std::stop_token& stop) {
  while (sleep_unless_stopped(stop, look_interval)) {
    if (stamps() == read_) continue;
    try {
      read();
      spdlog::info("the certificate {} was read again", files_.certificate_file);
    } catch (const std::exception& error) {
      spdlog::warn("the certificate stays as it was: {}", error.what());
    }
  }
}

}  // namespace ledger::api
