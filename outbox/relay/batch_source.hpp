// The reading thread: prepares the next batch while the previous one is delivered.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "ledger/journal/listening_pause.hpp"
#include "ledger/postgres/database_settings.hpp"
#include "outbox/pacing/look_schedule.hpp"
#include "outbox/relay/batch.hpp"
#include "outbox/topics/cursor.hpp"
#include "outbox/topics/relay_settings.hpp"

namespace ledger {

class JournalFollower;

/// A batch grows while nobody takes it: the slower the delivery, the larger the next batch.
class BatchSource {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Starts reading behind `start`.
  BatchSource(const DatabaseSettings& database, const Cursor& start, const BatchLimits& limits);
  /// Stops the thread.
  ~BatchSource();
  BatchSource(const BatchSource&) = delete;
  BatchSource& operator=(const BatchSource&) = delete;

  /// Returns all that the journal has at `from` or later, as soon as there is any; before that time only a batch that
  /// is full, or one with more behind it than was read at a time. Returns nothing if none comes within `timeout`. Once
  /// everything before a failure has been taken, throws what the reading thread failed with; see
  /// JournalFollower::next().
  std::optional<Batch> take(std::chrono::milliseconds timeout, Time from = Time::min());

  /// Returns true if events were read that have not been taken.
  [[nodiscard]] bool has_waiting();
  /// Returns true if the journal has been read on from the start without an objection.
  [[nodiscard]] bool has_read() const { return has_read_; }
  /// Returns how many accounts the reading thread has in memory.
  [[nodiscard]] std::size_t accounts_remembered() const { return accounts_remembered_; }

 private:
  void run(const std::stop_token& stop);
  void follow(const std::stop_token& stop, JournalFollower& follower);
  [[nodiscard]] bool has_room() const;
  /// Waits until there is room and the next look is due. Returns how many events may be added; 0 when stopped.
  std::size_t wait_to_look(const std::stop_token& stop, JournalFollower& follower);
  void wait_until_due(std::unique_lock<std::mutex>& lock, const std::stop_token& stop, JournalFollower& follower);
  void add(Chunk chunk, Time looked, bool is_behind);
  /// Returns true if what is waiting may be taken.
  [[nodiscard]] bool is_ready() const;

  DatabaseSettings database_;
  Cursor start_;
  BatchLimits limits_;
  std::atomic<bool> has_read_{false};
  std::atomic<std::size_t> accounts_remembered_{0};

  std::mutex mutex_;
  std::condition_variable_any changed_;
  Batch pending_;
  std::size_t pending_events_ = 0;
  std::size_t pending_bytes_ = 0;
  LookSituation situation_{.looked = Time::min(), .is_behind = true, .wanted_from = Time::min()};
  std::exception_ptr failure_;
  /// The thread's own.
  ListeningPause listening_{Time::clock::now()};
  std::jthread thread_;
};

}  // namespace ledger
