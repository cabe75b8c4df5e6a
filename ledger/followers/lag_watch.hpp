// Keeps a follower's gauges of position and lag true, whatever becomes of the follower itself.
#pragma once

#include <prometheus/registry.h>

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "ledger/followers/lag_query.hpp"
#include "ledger/process/optional_gauge.hpp"

namespace ledger {

/// The gauges; what is not known is absent.
struct LagGauges {
  OptionalGauge position;
  OptionalGauge events;
  OptionalGauge seconds;
};

/// A thread of its own that looks every second, so that a follower that hangs, waits or has stopped is seen to fall
/// behind. While the database does not answer, the gauges are absent.
class LagWatch {
 public:
  /// Returns the follower's place, from what the process itself knows or from the database; nothing if it is not known.
  /// Called by the watch's thread. May throw ConnectionLost and StatementFailed: the connection, which it is given for
  /// its own questions, is made anew then.
  using FindPlace = std::function<std::optional<ChainPoint>(PostgresConnection&)>;

  /// `application` shows in pg_stat_activity. The gauges must outlive this.
  LagWatch(DatabaseSettings database, std::string application, JournalId journal, LagGauges& gauges,
           FindPlace find_place);
  /// Stops the thread, and the gauges are absent.
  ~LagWatch();
  LagWatch(const LagWatch&) = delete;
  LagWatch& operator=(const LagWatch&) = delete;
  /// Asks the thread to end, and does not wait. For any thread.
  void request_stop() { thread_.request_stop(); }

  /// Returns why the database could not be asked at the last look; nothing if it answered. For any thread.
  [[nodiscard]] std::optional<std::string> objection() const;

 private:
  void run(const std::stop_token& stop);
  void look(const std::stop_token& stop);
  void set_objection(std::optional<std::string> objection);
  void show(const std::optional<ChainPoint>& place, const std::optional<JournalLag>& lag);

  DatabaseSettings database_;
  std::string application_;
  JournalId journal_;
  LagGauges& gauges_;
  FindPlace find_place_;
  std::optional<PostgresConnection> connection_;
  mutable std::mutex mutex_;
  std::optional<std::string> objection_;
  std::jthread thread_;
};

}  // namespace ledger
