#include "outbox/pacing/look_schedule.hpp"

namespace ledger {
namespace {

/// A journal that was silent for this long is taken to stay silent for a while.
constexpr std::chrono::seconds time_to_quiet{1};
constexpr int quiet_factor = 4;
/// While Kafka takes its time, a journal that is another one must still be noticed.
constexpr std::chrono::seconds pause_in_transaction{1};

}  // namespace

LookSituation::Time next_look(const LookSituation& situation, std::chrono::milliseconds poll_interval) {
  if (situation.is_behind) return situation.looked;
  if (situation.has_waiting) {
    const auto wanted = situation.wanted_from.value_or(situation.looked + pause_in_transaction);
    // Otherwise they are about to be taken.
    if (situation.looked < wanted) return wanted;
  }
  const bool is_quiet = situation.found + time_to_quiet < situation.looked;
  return situation.looked + (is_quiet ? quiet_factor : 1) * poll_interval;
}

}  // namespace ledger
