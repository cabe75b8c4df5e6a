// The files with which a server proves who it is.
#pragma once

#include <string>

namespace ledger {

/// Files in PEM; both or neither. REST and gRPC take the same.
struct TlsFiles {
  /// The server's certificate, followed by those in between up to, but without, the root.
  std::string certificate_file;
  /// Its private key.
  std::string key_file;

  [[nodiscard]] bool given() const { return !certificate_file.empty(); }
};

}  // namespace ledger
