// A journal's events page by page behind a cursor, the next page read by another thread while one is in use.
#pragma once

#include <future>
#include <span>
#include <string>
#include <vector>

#include "ledger/journal/event_reader.hpp"

namespace ledger {

/// Holds up to two pages in memory. Makes its own connection; after an exception make another one. For one thread.
class EventPages {
 public:
  /// Begins behind `cursor`: the last position that is done, with its event's hash (at 0 the genesis hash).
  /// Throws JournalDiffers if the journal has another genesis hash.
  EventPages(const DatabaseSettings& settings, const std::string& application, JournalId journal, ChainPoint cursor,
             std::size_t page_events_max, AnswerLimits limits = {});

  /// The next events, which are then done; none where the journal ends. They are valid until the next call. Throws as
  /// EventReader::read_behind() does.
  std::span<const Event> next();
  /// Waits for a notice as EventReader::await_notice() does. Throws InvariantViolation while more_expected().
  bool await_notice(std::chrono::milliseconds timeout);
  /// Returns true if the last page was full, so that there are probably more.
  [[nodiscard]] bool more_expected() const { return ahead_.valid(); }

 private:
  std::vector<Event> read();

  EventReader reader_;
  JournalId journal_;
  ChainPoint cursor_;
  std::size_t page_events_max_;
  std::vector<Event> page_;
  // Last, so that its thread has ended before what it uses goes.
  std::future<std::vector<Event>> ahead_;
};

}  // namespace ledger
