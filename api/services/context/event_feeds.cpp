#include "api/services/context/event_feeds.hpp"

#include "ledger/writer/batch/batch.hpp"

namespace ledger::api {

EventFeeds::EventFeeds(const DatabaseSettings& settings, std::int64_t journal_count, FeedLimits limits,
                       EpochBook& epochs, prometheus::Registry& metrics) {
  for (std::int64_t journal = 0; journal < journal_count; ++journal) {
    feeds_.push_back(
        std::make_unique<EventFeed>(settings, JournalId(static_cast<std::int16_t>(journal)), limits, epochs, metrics));
  }
}

EventFeed* EventFeeds::of(JournalId journal) const {
  const auto index = static_cast<std::size_t>(journal.value);
  return index < feeds_.size() ? feeds_[index].get() : nullptr;
}

EventFeed& EventFeeds::of(AccountId account) const {
  return *of(journal_of(account, static_cast<std::int64_t>(feeds_.size())));
}

void EventFeeds::stop() {
  for (const auto& feed : feeds_) feed->stop();
}

}  // namespace ledger::api
