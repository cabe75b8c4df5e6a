// What a server shows its clients to prove who it is.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <string>

namespace ledger::api {

/// Files in PEM; both or neither. REST and gRPC take the same.
struct TlsFiles {
  /// The server's certificate, followed by those in between up to, but without, the root.
  std::string certificate_file;
  /// Its private key.
  std::string key_file;

  [[nodiscard]] bool given() const { return !certificate_file.empty(); }
};

/// TLS 1.2 or later with forward secrecy, without renegotiation. Throws std::runtime_error that names the file if one
/// cannot be used, or if they do not belong together.
boost::asio::ssl::context make_tls_context(const TlsFiles& files);

}  // namespace ledger::api
