// Reads a journal on from a cursor, checks the chain, and prepares what is to be published.
#pragma once

#include <cstddef>
#include <stop_token>
#include <vector>

#include "ledger/journal/chain.hpp"
#include "ledger/journal/event_reader.hpp"
#include "outbox/relay/batch.hpp"
#include "outbox/relay/funded_memory.hpp"
#include "outbox/topics/cursor.hpp"

namespace ledger {

/// For one thread.
class JournalFollower {
 public:
  /// `page_events_max`: the most that next() will be asked for, at least 8, so that the longest transaction fits.
  /// `accounts_remembered_max` is raised to it. Once `stop` is requested, a server that hangs is not waited for.
  JournalFollower(const DatabaseSettings& database, const Cursor& start, std::size_t page_events_max,
                  std::size_t accounts_remembered_max, std::stop_token stop = {});

  /// The next events, at most `events_max` (8 to page_events_max); none when the journal
  /// ends here. Every call reads the row at the cursor again and compares hashes. Throws JournalDiffers
  /// if that row is missing or another one, BrokenJournal if the chain behind it is broken, ConnectionLost,
  /// StatementFailed, InvariantViolation.
  Chunk next(std::size_t events_max);

  /// Waits for a notice of a commit that ends a pause of the journal, as EventReader::await_notice() does.
  bool await_notice(std::chrono::milliseconds timeout) { return reader_.await_notice(cursor_.journal, timeout); }

  /// Returns true if next()'s last answer ended before the journal did.
  [[nodiscard]] bool is_behind() const { return is_behind_; }
  /// Returns how many accounts are in memory.
  [[nodiscard]] std::size_t accounts_remembered() const { return funded_.size(); }

 private:
  std::vector<Event> read_checked(std::size_t events_max);
  /// Remembers all accounts of the events: those that are not remembered and whose `funded` may change by their
  /// previous events, which are read.
  void recall(const std::vector<Event>& events);
  bool needs_announcing(const Event& event);

  EventReader reader_;
  Chain chain_;
  Cursor cursor_;
  std::size_t page_events_max_;
  FundedMemory funded_;
  bool is_behind_ = false;
};

}  // namespace ledger
