// Runs the ad engine of deploy/clients, and reads the set of accounts from its output.
#pragma once

#include <set>
#include <string>

#include "tests/support/process.hpp"

namespace ledger::test {

using FundedAccounts = std::set<std::string>;

class RunningAds {
 public:
  RunningAds(const std::string& brokers, const std::string& topic, const std::string& state_file);

  /// Takes note of a line; false if none came in time.
  bool read_line(std::chrono::milliseconds deadline);
  /// Reads on until the set is this one, and the program says that it is complete; false if that is not so in time.
  bool comes_to(const FundedAccounts& accounts);

  [[nodiscard]] Process& process() { return process_; }
  [[nodiscard]] const FundedAccounts& accounts() const { return accounts_; }
  [[nodiscard]] int lines() const { return lines_; }
  /// Returns the number of starts, including the first one.
  [[nodiscard]] int beginnings() const { return beginnings_; }

 private:
  Process process_;
  FundedAccounts accounts_;
  bool is_ready_ = false;
  int lines_ = 0;
  int beginnings_ = 0;
};

}  // namespace ledger::test
