#include "tests/support/journal/overlapping_writer.hpp"

#include "ledger/directory/seal.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/journal/held_journal.hpp"
#include "tests/support/journal/journal_check.hpp"
#include "tests/support/metric.hpp"

namespace ledger::test {
namespace {

constexpr std::size_t batch_commands = 4;
/// After so many quick batches the writer has forgotten how long it was held.
constexpr int quick_batches = 40;
constexpr std::chrono::seconds attempt_patience{3};

}  // namespace

OverlappingWriter::OverlappingWriter()
    : ledger(proxy.settings(), {.batch_commands_max = batch_commands, .batch_commands_min = batch_commands}) {
  ledger.apply(deposit(account, "100"));
}

Outcomes OverlappingWriter::hold(const std::function<std::vector<Command>()>& make_commands, SubmittedAs submitted_as) {
  Outcomes outcomes;
  // A look at the clock that took long may have a batch decided under the lock: then there are none under way.
  REQUIRE(eventually([&] {
    become_quick();
    outcomes = start(make_commands(), submitted_as);
    return are_held(outcomes);
  }));
  return outcomes;
}

void OverlappingWriter::become_quick() {
  for (int batch = 0; batch < quick_batches; ++batch) ledger.apply(deposit(account, "0.01"));
}

double OverlappingWriter::batches_decided_again() {
  return metric_value(ledger.metrics(), "ledger_writer_batches_decided_again_total");
}

std::size_t OverlappingWriter::new_events() const { return check_journal(database.service()).size() - events_before_; }

/// Lets them wait in the queue until the next batch is taken, as many as there are.
Outcomes OverlappingWriter::start(const std::vector<Command>& commands, SubmittedAs submitted_as) {
  events_before_ = check_journal(database.service()).size() + 1;
  overlapped_before_ = overlapped_batches(ledger);
  const HeldJournal held(database);
  // A comment is stored under the lock, which leaves the next batch free to be decided ahead of it.
  auto commented = deposit(account, "0.01");
  commented.comment = seal_comment("for a coffee");
  auto first = ledger.start(commented);
  REQUIRE(eventually([&] {
    return query_value(database.owner(),
                       "select count(*) from pg_stat_activity where datname = current_database()"
                       " and wait_event_type = 'Lock'") == "1";
  }));
  Outcomes outcomes = submit(commands, submitted_as);
  tries_before_ = batches_decided_again();
  proxy.hold_next(0);
  return outcomes;
}

Outcomes OverlappingWriter::submit(const std::vector<Command>& commands, SubmittedAs submitted_as) {
  Outcomes outcomes;
  if (submitted_as == SubmittedAs::single_commands) {
    for (const auto& command : commands) outcomes.push_back(ledger.start(command));
    return outcomes;
  }
  const auto promises = std::make_shared<std::vector<std::promise<Outcome>>>(commands.size());
  for (auto& promise : *promises) outcomes.push_back(promise.get_future());
  ledger.writer().submit_each(commands, [promises](std::vector<Outcome> received) {
    for (std::size_t index = 0; index < received.size(); ++index) (*promises)[index].set_value(received[index]);
  });
  return outcomes;
}

bool OverlappingWriter::are_held(const Outcomes& outcomes) {
  if (eventually([&] { return overlapped_batches(ledger) > overlapped_before_; }, attempt_patience)) return true;
  REQUIRE(proxy.hold_none());
  for (const auto& outcome : outcomes) outcome.wait_for(patience);
  return false;
}

}  // namespace ledger::test
