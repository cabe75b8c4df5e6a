// A writer that is held up while two of its batches are on their way to the database.
#pragma once

#include <functional>
#include <future>
#include <vector>

#include "tests/support/journal/writer_harness.hpp"
#include "tests/support/postgres/append_holding_proxy.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

using Outcomes = std::vector<std::future<Outcome>>;

enum class SubmittedAs { single_commands, one_request };

/// A writer whose batches have four commands, with a database and an account.
class OverlappingWriter {
 public:
  OverlappingWriter();

  /// Sends eight commands as two batches; the first is held before the database sees it, and the second behind it.
  /// Returns their outcomes to come.
  Outcomes hold(const std::function<std::vector<Command>()>& make_commands,
                SubmittedAs submitted_as = SubmittedAs::single_commands);
  /// Has the writer decide ahead of the lock again, and forget how long it was held.
  void become_quick();

  /// Returns true if the writer has gone on with the session that it sent with.
  [[nodiscard]] bool keeps_its_session() { return batches_decided_again() == tries_before_; }
  [[nodiscard]] double batches_decided_again();
  /// Returns the number of events from where hold() began to send.
  [[nodiscard]] std::size_t new_events() const;

  const TestDatabase database;
  AppendHoldingProxy proxy{database.service()};
  WriterHarness ledger;
  const AccountId account = ledger.open();

 private:
  Outcomes start(const std::vector<Command>& commands, SubmittedAs submitted_as);
  Outcomes submit(const std::vector<Command>& commands, SubmittedAs submitted_as);
  bool are_held(const Outcomes& outcomes);

  double overlapped_before_ = 0;
  double tries_before_ = 0;
  std::size_t events_before_ = 0;
};

}  // namespace ledger::test
