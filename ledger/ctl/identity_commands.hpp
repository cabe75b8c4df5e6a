// The command line of `ledgerctl identities` and `ledgerctl restored`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/postgres/database_settings.hpp"
#include "ledger/process/command_line.hpp"

namespace ledger {

/// Must not be moved: the command line writes into it.
class IdentityCommands {
 public:
  explicit IdentityCommands(const CommandLine& line);
  IdentityCommands(const IdentityCommands&) = delete;
  IdentityCommands& operator=(const IdentityCommands&) = delete;

  /// Runs what was given; nothing if none of these was. The exit code: 0 if all went well, 1 for a file that cannot be
  /// read and for options that do not go together, 2 if lines were refused.
  [[nodiscard]] std::optional<int> run(const DatabaseSettings& settings) const;

 private:
  [[nodiscard]] int run_import(const DatabaseSettings& settings) const;
  [[nodiscard]] int run_waive(const DatabaseSettings& settings) const;

  Subcommand identities_;
  Subcommand export_;
  Subcommand import_;
  Subcommand waive_;
  Subcommand list_;
  Subcommand restored_;
  std::int64_t since_ = 1;
  std::string file_;
  bool unproven_ = false;
  bool all_ = false;
  std::vector<std::int64_t> accounts_;
};

}  // namespace ledger
