// The certificate and key with which a server proves its identity to clients.
#pragma once

#include <boost/asio/ssl/context.hpp>

#include "ledger/process/tls_files.hpp"

namespace ledger::api {

/// TLS 1.2 or later with forward secrecy, without renegotiation. Throws std::runtime_error that names the file if one
/// cannot be used, or if they do not belong together.
boost::asio::ssl::context make_tls_context(const TlsFiles& files);

}  // namespace ledger::api
