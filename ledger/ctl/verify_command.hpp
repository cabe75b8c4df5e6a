// The options of `ledgerctl verify`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/ctl/verify.hpp"
#include "ledger/process/command_line.hpp"

namespace ledger {

class VerifyCommand {
 public:
  /// Adds the subcommand and its options. Refers to the command line, and must outlive its reading.
  explicit VerifyCommand(const CommandLine& line);
  VerifyCommand(const VerifyCommand&) = delete;
  VerifyCommand& operator=(const VerifyCommand&) = delete;

  [[nodiscard]] bool was_given() const { return command_.was_given(); }
  /// Throws std::runtime_error if the file of anchors cannot be read, or holds something else.
  [[nodiscard]] VerifyOptions options() const;

 private:
  Subcommand command_;
  bool whole_ = false;
  bool no_schema_ = false;
  std::int64_t seed_ = -1;
  std::size_t sample_accounts_max_;
  std::vector<std::string> anchors_;
  std::string anchors_file_;
};

}  // namespace ledger
