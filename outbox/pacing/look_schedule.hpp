// When the relay looks into the database for new events. Pure: times come in as data.
#pragma once

#include <chrono>
#include <optional>

namespace ledger {

/// The knowledge of the reading thread after a look.
struct LookSituation {
  using Time = std::chrono::steady_clock::time_point;

  /// When the last look began.
  Time looked;
  /// When a look last found an event; Time::min() if none has.
  Time found = Time::min();
  /// True if the last look ended before the journal did, because its page was full.
  bool is_behind = false;
  /// True if events that were read wait to be published.
  bool has_waiting = false;
  /// The time from which events are wanted; nothing while a Kafka transaction is under way.
  std::optional<Time> wanted_from = std::nullopt;
};

/// Returns when to look next: at once if there is more to read; for a journal that is quiet, every `poll_interval` and
/// more rarely after a second; and if events are waiting already, only once the next transaction may begin, so that
/// one look takes what came meanwhile.
LookSituation::Time next_look(const LookSituation& situation, std::chrono::milliseconds poll_interval);

}  // namespace ledger
