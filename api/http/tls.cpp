#include "api/http/tls.hpp"

#include <openssl/ssl.h>

#include <stdexcept>

namespace ledger::api {
namespace {

namespace ssl = boost::asio::ssl;

/// The ciphers for TLS 1.2; all ciphers of TLS 1.3 are accepted.
constexpr const char* ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

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

}  // namespace ledger::api
