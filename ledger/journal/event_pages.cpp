#include "ledger/journal/event_pages.hpp"

#include "ledger/domain/values/invariant.hpp"

namespace ledger {

EventPages::EventPages(const DatabaseSettings& settings, const std::string& application, JournalId journal,
                       ChainPoint cursor, std::size_t page_events_max, AnswerLimits limits)
    : reader_(settings, application, std::move(limits)),
      journal_(journal),
      cursor_(cursor),
      page_events_max_(page_events_max) {
  if (cursor_.position == Position(0) && reader_.genesis_hash(journal_) != cursor_.hash) {
    throw JournalDiffers(journal_, cursor_.position);
  }
}

std::vector<Event> EventPages::read() { return reader_.read_behind(journal_, cursor_, page_events_max_); }

bool EventPages::await_notice(std::chrono::milliseconds timeout) {
  ensure(!ahead_.valid(), "nobody else uses the connection");
  return reader_.await_notice(journal_, timeout);
}

std::span<const Event> EventPages::next() {
  page_ = ahead_.valid() ? ahead_.get() : read();
  if (page_.empty()) return page_;
  cursor_ = point_of(page_.back());
  if (page_.size() == page_events_max_) ahead_ = std::async(std::launch::async, [this] { return read(); });
  return page_;
}

}  // namespace ledger
