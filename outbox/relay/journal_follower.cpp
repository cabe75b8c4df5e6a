#include "outbox/relay/journal_follower.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "ledger/domain/newer_event.hpp"
#include "ledger/domain/values/invariant.hpp"

namespace ledger {

namespace {

/// Takes out the first event that a newer program has written, all behind it, and the rest of its transaction. Returns
/// true if there was one. Throws NewerEvent if nothing is left.
bool leave_out_newer(std::vector<Event>& events) {
  auto kept = count_understood(events);
  if (kept == events.size()) return false;
  const Event newer = events[kept];
  while (kept > 0 && events[kept - 1].uid == newer.uid) --kept;
  if (kept == 0) throw NewerEvent(newer);
  events.resize(kept);
  return true;
}

}  // namespace

JournalFollower::JournalFollower(const DatabaseSettings& database, const Cursor& start, std::size_t page_events_max,
                                 std::size_t accounts_remembered_max, std::stop_token stop)
    : reader_(database, "ledger-outbox reader", {.stop = std::move(stop)}),
      cursor_(start),
      page_events_max_(page_events_max),
      // With room for every account of a page, one that is touched before the page is gone through stays to its end.
      funded_(std::max(accounts_remembered_max, page_events_max)) {}

std::vector<Event> JournalFollower::read_checked(std::size_t events_max) {
  auto events = reader_.read_behind(cursor_.journal, cursor_.at, events_max);
  const bool full = events.size() == events_max;
  const bool newer = leave_out_newer(events);
  auto previous = cursor_.at.hash;
  for (const auto& event : events) {
    if (chain_.link(previous, event) != event.hash) {
      throw BrokenJournal(event.position,
                          fmt::format("the hash of the event at position {} does not follow from the one before",
                                      event.position.value));
    }
    previous = event.hash;
  }
  is_behind_ = full || newer;
  if (full && !newer) {
    events.resize(whole_transactions(events));
    ensure(!events.empty(), "a transaction with more events than a page has room for");
  }
  return events;
}

void JournalFollower::recall(const std::vector<Event>& events) {
  std::vector<std::int64_t> accounts;
  std::vector<std::int64_t> versions;
  std::unordered_set<AccountId> seen;
  for (const auto& event : events) {
    if (!seen.insert(event.account).second) continue;
    // Touched even where the answer is not needed: else the accounts that are read now might displace it.
    const bool remembered = funded_.touch(event.account);
    if (remembered || event.version.value == 1 || event.type == EventType::deposited) continue;
    accounts.push_back(event.account.value);
    versions.push_back(event.version.value - 1);
  }
  if (accounts.empty()) return;
  for (const auto& event : reader_.read_versions(accounts, versions)) {
    funded_.remember(event.account, event.available() > 0);
  }
}

bool JournalFollower::needs_announcing(const Event& event) {
  const bool funded = event.available() > 0;
  const bool was_funded = event.version.value > 1 && funded_.find(event.account).value_or(false);
  funded_.remember(event.account, funded);
  return event.type == EventType::deposited || funded != was_funded;
}

Chunk JournalFollower::next(std::size_t events_max) {
  ensure(events_max <= page_events_max_, "a page larger than the memory of accounts was made for");
  auto events = read_checked(events_max);
  recall(events);
  reader_.find_changes(events);
  Chunk chunk;
  for (auto& event : events) {
    const bool needs_balance_record = needs_announcing(event);
    cursor_.at = point_of(event);
    const auto epoch = cursor_.epochs.of(event.position);
    chunk.add(std::move(event), epoch, needs_balance_record);
  }
  return chunk;
}

}  // namespace ledger
