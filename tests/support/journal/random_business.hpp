// A little of everything: commands of all kinds at random, through a real writer.
#pragma once

#include <random>
#include <vector>

#include "tests/support/journal/writer_harness.hpp"

namespace ledger::test {

/// Clients who ask for all there is to ask for, and are refused often enough.
class RandomBusiness {
 public:
  RandomBusiness(WriterHarness& writer, std::uint32_t seed) : writer_(writer), random_(seed) {}

  /// Runs this number of commands. Throws std::runtime_error for an outcome that is neither applied nor a rejection.
  void run(int commands);
  /// Each type of event that may not have come by chance: a hold that expires, a frozen account, an erased identity, …
  void complete();

  /// Returns the number of commands that were applied.
  [[nodiscard]] int applied() const { return applied_; }

 private:
  AccountId any_account();
  Uid any_uid(const std::vector<Uid>& uids);
  /// 1 to `most` minor units, as dollars.
  std::string any_amount(unsigned most);
  /// Up to ten days ago.
  Moment any_earlier_time();
  Command any_command();
  Command payment();
  Command hold();
  Command end_of_hold();
  Command supervision();
  bool submit(const Command& command);
  template <class Kind>
  Kind about(AccountId account);

  WriterHarness& writer_;
  std::mt19937 random_;
  std::vector<AccountId> accounts_;
  std::vector<Uid> payments_;
  std::vector<Uid> holds_;
  int applied_ = 0;
};

}  // namespace ledger::test
