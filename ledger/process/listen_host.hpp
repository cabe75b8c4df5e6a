// One setting for the host of all addresses that a program listens at.
#pragma once

#include <string>

#include "ledger/process/command_line.hpp"

namespace ledger {

/// Adds --listen, which may also be given as LEDGER_LISTEN.
class ListenHost {
 public:
  explicit ListenHost(const OptionGroup& options);
  ListenHost(const ListenHost&) = delete;
  ListenHost& operator=(const ListenHost&) = delete;

  /// Once the command line was read: has `address` ("host:port") name this host, unless no host was given, or `option`
  /// was, which says it for this address alone.
  void apply_to(std::string& address, const Option& option) const;

 private:
  std::string host_;
};

}  // namespace ledger
