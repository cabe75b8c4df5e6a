// ledgerctl doctor and top, on the command line.
#pragma once

#include <optional>

#include "ledger/ctl/watch/services.hpp"
#include "ledger/ctl/watch/top.hpp"
#include "ledger/process/command_line.hpp"

namespace ledger {

/// Adds the commands; the options' values stay here, so this object may not move.
class WatchCommands {
 public:
  explicit WatchCommands(const CommandLine& line);
  WatchCommands(const WatchCommands&) = delete;
  WatchCommands& operator=(const WatchCommands&) = delete;

  /// Runs the command that was given, if it is one of these, and returns its exit code.
  [[nodiscard]] std::optional<int> run(const DatabaseSettings& settings) const;

 private:
  Subcommand doctor_;
  Subcommand top_;
  // One each: a command that was not given reads the environment as well, and would overwrite the other's flags.
  ServiceAddresses doctor_services_;
  ServiceAddresses top_services_;
  TopOptions top_options_;
  bool json_ = false;
};

}  // namespace ledger
