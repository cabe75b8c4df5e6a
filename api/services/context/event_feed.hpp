// The live end of a journal, read once a process however many watch it, and only while somebody does.
#pragma once

#include <prometheus/registry.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "ledger/domain/event.hpp"
#include "ledger/journal/epoch_book.hpp"
#include "ledger/postgres/database_settings.hpp"

namespace ledger::api {

/// All greater than zero.
struct FeedLimits {
  /// So many of the last events are kept in memory; a watcher that is further behind reads from the database.
  std::size_t kept_events_max = 8'192;
  /// The journal's end is looked at this often while there are watchers.
  std::chrono::milliseconds poll_interval{20};
};

/// An event that several streams hold at once.
using SharedEvent = std::shared_ptr<const Event>;

/// May be used by any thread. No watcher can hold it up: it keeps the last events and forgets older ones.
class EventFeed {
 public:
  /// The database may be away. `epochs`, which it tells what it learns, and `metrics` must outlive the feed.
  EventFeed(DatabaseSettings settings, JournalId journal, FeedLimits limits, EpochBook& epochs,
            prometheus::Registry& metrics);
  /// Watchers may outlive it, and are told that it stops.
  ~EventFeed();
  EventFeed(const EventFeed&) = delete;
  EventFeed& operator=(const EventFeed&) = delete;

  /// Wakes all watchers: no more events are to come.
  void stop();

  class Watcher;
  /// Adds a watcher.
  std::unique_ptr<Watcher> watch();

  [[nodiscard]] JournalId journal() const { return journal_; }

 private:
  class Loop;
  const JournalId journal_;
  std::shared_ptr<Loop> loop_;
};

/// A reader of the feed, until it is destroyed. May be used by one thread at a time.
class EventFeed::Watcher {
 public:
  enum class State {
    following,  ///< what there is stands in `events`
    behind,     ///< the next events, or the proof that the earlier ones are still there, must be read from the database
    rewound,    ///< the journal is in a later epoch: what came before may have been given up
    differs,    ///< the journal is not the one that was there before: a failover lost its end
    stopping,
  };
  struct Look {
    State state = State::following;
    std::vector<SharedEvent> events;
    /// The position from which the next look goes on.
    Position reached;
  };

  Watcher(std::shared_ptr<Loop> loop, std::uint64_t journal_generation);
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  /// The place in the journal that a watcher has reached.
  struct Place {
    /// Everything up to here is known.
    Position after;
    /// The epoch that the journal was in when that was read.
    Epoch epoch = first_epoch;
  };

  /// Returns up to `limit` events behind the place that are in memory, of one account or of all.
  Look look(const Place& place, std::optional<AccountId> account, std::size_t limit);

  /// Registers `wake`, replacing an earlier one: another thread calls it once when there is, or may be, more behind the
  /// place, or the journal is in a later epoch. It must not block. Returns false and registers nothing if that is so
  /// already.
  bool call_when_moved(const Place& place, std::function<void()> wake);

 private:
  friend class EventFeed::Loop;

  std::shared_ptr<Loop> loop_;
  const std::uint64_t generation_;
  std::function<void()> wake_;
};

}  // namespace ledger::api
