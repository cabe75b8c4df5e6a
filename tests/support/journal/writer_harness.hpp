// A writer on a test's own database, with calls that wait for the outcome.
#pragma once

#include <prometheus/registry.h>

#include <future>
#include <string>

#include "ledger/writer/writer.hpp"

namespace ledger::test {

/// A random uid.
Uid random_uid();

/// Commands with everything that a test does not care about filled in.
OpenAccount open_account(const std::string& name, const std::string& currency = "USD");
Deposit deposit(AccountId account, const std::string& amount);
Withdraw withdraw(AccountId account, const std::string& amount);
Transfer transfer(AccountId from, AccountId to, const std::string& amount);
PlaceHold place_hold(AccountId account, const std::string& amount,
                     std::chrono::seconds timeout = std::chrono::seconds(60));
ReverseTransaction reversal_of(const Uid& reversed);
/// ConfirmHold, CancelHold or ExpireHold of the hold with this uid.
template <class Kind>
Kind ending(const Uid& hold) {
  Kind command;
  command.uid = hold;
  command.actor = "test";
  return command;
}

class WriterHarness {
 public:
  explicit WriterHarness(const DatabaseSettings& settings, WriterLimits limits = {}, std::int64_t journal_count = 1);

  /// Submits without waiting.
  std::future<Outcome> start(Command command);
  /// Submits and waits, with a deadline; fails the test if there is no outcome by then.
  Outcome run(Command command);
  /// Applies the command, and fails the test if it was refused.
  Applied apply(Command command);
  /// Opens an account and answers with its id.
  AccountId open(const std::string& name = "Vasya", const std::string& currency = "USD");

  [[nodiscard]] Writer& writer() { return writer_; }
  [[nodiscard]] prometheus::Registry& metrics() { return metrics_; }

 private:
  prometheus::Registry metrics_;
  Writer writer_;
};

/// Returns the code of the rejection. Throws if the command was not refused.
RejectionCode code_of(const Outcome& outcome);

/// Returns the number of batches that were decided ahead of the journal's lock.
double optimistic_batches(WriterHarness& ledger);

/// Pays in 0.01 until the writer has decided a batch ahead of the lock; on a busy machine the first may take too long.
/// Returns false if there is none by a deadline.
bool comes_to_decide_ahead(WriterHarness& ledger, AccountId account);

/// Returns the number of batches that were sent while another one was under way.
double overlapped_batches(WriterHarness& ledger);

/// Waits for an outcome, with a deadline.
Outcome outcome_of(std::future<Outcome>& future);

}  // namespace ledger::test
