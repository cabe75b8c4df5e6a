// nginx with its default proxy settings before a server.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tests/support/process.hpp"

namespace ledger::test {

/// Runs as a process of its own in a folder of its own for as long as this object lives.
class Nginx {
 public:
  /// `url`: what it passes requests on to. Answers once the constructor has returned.
  explicit Nginx(const std::string& url);
  ~Nginx();
  Nginx(const Nginx&) = delete;
  Nginx& operator=(const Nginx&) = delete;

  [[nodiscard]] std::string url() const;

 private:
  std::string folder_;
  std::uint16_t port_;
  std::optional<Process> process_;
};

}  // namespace ledger::test
