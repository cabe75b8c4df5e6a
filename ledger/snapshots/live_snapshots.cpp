#include "ledger/snapshots/live_snapshots.hpp"

#include "ledger/domain/values/invariant.hpp"

namespace ledger {
namespace {

// A merge of a very long run is many statements, each of which is quick.
constexpr SessionLimits live_session_limits{.statement = std::chrono::seconds(30)};

}  // namespace

LiveSnapshots::LiveSnapshots(const DatabaseSettings& settings, JournalId journal, ProjectionLimits limits,
                             std::stop_token stop)
    : connection_(settings, {.application = "ledger-projector", .limits = live_session_limits},
                  {.stop = std::move(stop)}),
      journal_(journal),
      limits_(limits),
      tables_(connection_) {}

const Checkpoint& LiveSnapshots::start() {
  projection_.reset();
  // Under the lock, so that the totals and the checkpoint are of one position.
  read_checkpoint(connection_, journal_);
  connection_.execute("begin");
  checkpoint_ = lock_checkpoint(connection_, journal_);
  projection_.emplace(tables_, journal_, limits_);
  connection_.execute("commit");
  return checkpoint_;
}

bool LiveSnapshots::apply(std::span<const Event> events) {
  ensure(projection_.has_value(), "snapshots are brought forward only after a start");
  if (events.empty()) return true;
  ensure(events.front().position == checkpoint_.at.position.next(), "events do not follow the checkpoint");
  connection_.execute("begin");
  if (lock_checkpoint(connection_, journal_) != checkpoint_) {
    connection_.execute("rollback");
    projection_.reset();
    return false;
  }
  projection_->apply(events);
  const Checkpoint next{.at = point_of(events.back()), .generation = checkpoint_.generation};
  move_checkpoint(connection_, journal_, next);
  connection_.execute("commit");
  checkpoint_ = next;
  return true;
}

bool LiveSnapshots::take_lease(const std::string& holder, std::chrono::milliseconds duration) {
  return ledger::take_lease(connection_, journal_, holder, duration);
}

void LiveSnapshots::release_lease(const std::string& holder) { ledger::release_lease(connection_, journal_, holder); }

}  // namespace ledger
