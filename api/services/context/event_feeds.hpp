// The live ends of all journals.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "api/services/context/event_feed.hpp"

namespace ledger::api {

/// A feed for each journal.
class EventFeeds {
 public:
  /// The database must have `journal_count` journals; it may be away.
  EventFeeds(const DatabaseSettings& settings, std::int64_t journal_count, FeedLimits limits, EpochBook& epochs,
             prometheus::Registry& metrics);

  /// Returns null if there is no such journal.
  [[nodiscard]] EventFeed* of(JournalId journal) const;
  /// Returns the feed of the account's journal.
  [[nodiscard]] EventFeed& of(AccountId account) const;
  /// Ends all streams.
  void stop();

 private:
  std::vector<std::unique_ptr<EventFeed>> feeds_;
};

}  // namespace ledger::api
