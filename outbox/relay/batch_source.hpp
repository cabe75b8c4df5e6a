// The reading thread: prepares the next batch while the previous one is delivered.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "ledger/postgres/database_settings.hpp"
#include "outbox/relay/batch.hpp"
#include "outbox/topics/cursor.hpp"
#include "outbox/topics/relay_settings.hpp"

namespace ledger {

class JournalFollower;

/// A batch grows while nobody takes it: the slower the delivery, the larger the next batch.
class BatchSource {
 public:
  /// Starts reading behind `start`.
  BatchSource(const DatabaseSettings& database, const Cursor& start, const BatchLimits& limits);
  /// Stops the thread.
  ~BatchSource();
  BatchSource(const BatchSource&) = delete;
  BatchSource& operator=(const BatchSource&) = delete;

  /// Returns all that is ready, as soon as there is any; nothing if none comes within `timeout`. Once everything before
  /// a failure has been taken, throws what the reading thread failed with; see JournalFollower::next().
  std::optional<Batch> take(std::chrono::milliseconds timeout);

  /// Returns true if the journal has been read on from the start without an objection.
  [[nodiscard]] bool has_read() const { return has_read_; }
  /// Returns where the journal ended when it was last looked at.
  [[nodiscard]] Position journal_end() const { return Position(journal_end_); }

 private:
  void run(std::stop_token stop);
  void follow(std::stop_token stop, JournalFollower& follower);
  /// Waits for room. Returns how many events may be added; 0 when stopped.
  std::size_t wait_for_room(const std::stop_token& stop);
  void add(Chunk chunk);

  DatabaseSettings database_;
  Cursor start_;
  BatchLimits limits_;
  std::atomic<std::int64_t> journal_end_;
  std::atomic<bool> has_read_{false};

  std::mutex mutex_;
  std::condition_variable_any changed_;
  Batch pending_;
  std::size_t pending_events_ = 0;
  std::size_t pending_bytes_ = 0;
  std::exception_ptr failure_;
  std::jthread thread_;
};

}  // namespace ledger
