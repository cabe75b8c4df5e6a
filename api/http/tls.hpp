// The certificate and key with which a server proves its identity to clients.
#pragma once

#include <prometheus/registry.h>

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <mutex>
#include <thread>

#include "ledger/process/file_stamp.hpp"
#include "ledger/process/tls_files.hpp"

namespace ledger::api {

/// TLS 1.2 or later with forward secrecy, without renegotiation. Throws std::runtime_error that names the file if one
/// cannot be used, or if they do not belong together.
boost::asio::ssl::context make_tls_context(const TlsFiles& files);

/// Secures new connections. The files are read again within about a second of their change; while they
/// cannot be used, as between the renewals of one and the other, what was read last stays in use. For any thread.
class ServerCertificate {
 public:
  /// Throws like make_tls_context(). `metrics` must outlive it.
  ServerCertificate(TlsFiles files, prometheus::Registry& metrics);

  [[nodiscard]] std::shared_ptr<boost::asio::ssl::context> now() const;

 private:
  struct Stamps {
    FileStamp certificate;
    FileStamp key;
    bool operator==(const Stamps&) const = default;
  };

  [[nodiscard]] Stamps stamps() const;
  void read();
  void follow(const std::stop_token& stop);

  const TlsFiles files_;
  prometheus::Gauge& not_after_;
  Stamps read_;
  mutable std::mutex mutex_;
  std::shared_ptr<boost::asio::ssl::context> context_;
  std::jthread thread_;
};

}  // namespace ledger::api
