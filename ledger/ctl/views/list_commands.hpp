// ledgerctl accounts, account, transaction and holds, on the command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ledger/postgres/database_settings.hpp"
#include "ledger/process/command_line.hpp"

namespace ledger {

/// Adds the commands; the options' values stay here, so this object may not move.
class ListCommands {
 public:
  explicit ListCommands(const CommandLine& line);
  ListCommands(const ListCommands&) = delete;
  ListCommands& operator=(const ListCommands&) = delete;

  /// Runs the command that was given, if it is one of these, and returns its exit code: 1 where nothing was found.
  [[nodiscard]] std::optional<int> run(const DatabaseSettings& settings) const;

 private:
  Subcommand accounts_;
  Subcommand account_;
  Subcommand transaction_;
  Subcommand holds_;
  bool json_ = false;
  bool identities_ = false;
  int limit_ = 20;
  std::int64_t after_ = 0;
  std::string external_id_;
  std::string name_start_;
  std::int64_t account_id_ = 0;
  std::string uid_;
};

}  // namespace ledger
