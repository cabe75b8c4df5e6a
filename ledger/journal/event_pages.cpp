#include "ledger/journal/event_pages.hpp"

namespace ledger {

EventPages::EventPages(const DatabaseSettings& settings, const std::string& application, JournalId journal,
                       JournalHead cursor, std::size_t page_events_max, AnswerLimits limits)
    : reader_(settings, application, std::move(limits)),
      journal_(journal),
      cursor_(cursor),
      page_events_max_(page_events_max) {
  if (cursor_.position == Position(0) && reader_.genesis_hash(journal_) != cursor_.hash) throw_differs();
}

std::vector<Event> EventPages::read() {
  if (cursor_.position == Position(0)) return reader_.read(journal_, Position(1), page_events_max_);
  return reader_.read(journal_, cursor_.position, page_events_max_ + 1);
}

void EventPages::throw_differs() const {
  throw JournalDiffers("journal " + std::to_string(journal_.value) + " does not hold the event at position " +
                       std::to_string(cursor_.position.value) + " that was read there before");
}

std::span<const Event> EventPages::next() {
  page_ = ahead_.valid() ? ahead_.get() : read();
  std::span<const Event> events(page_);
  if (cursor_.position > Position(0)) {
    if (events.empty() || events.front().hash != cursor_.hash) throw_differs();
    events = events.subspan(1);
  }
  if (events.empty()) return events;
  cursor_ = {.position = events.back().position, .hash = events.back().hash};
  if (events.size() == page_events_max_) ahead_ = std::async(std::launch::async, [this] { return read(); });
  return events;
}

}  // namespace ledger
