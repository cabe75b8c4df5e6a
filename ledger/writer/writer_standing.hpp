// Keeps whether a journal's writer can write at the moment, and tells the log, the metrics and /readyz.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>

#include "ledger/domain/event.hpp"
#include "ledger/process/obstacles.hpp"
#include "ledger/writer/batch/outcome.hpp"
#include "ledger/writer/writer_metrics.hpp"

namespace ledger {

/// Told by the writer's thread only; asked by any.
class WriterStanding {
 public:
  /// To begin with the database has not been reached. What is referred to must outlive this.
  WriterStanding(JournalId journal, Obstacles& obstacles, WriterMetrics& metrics);

  /// The database answered, which clears what it is told of below, unless it lately stored nothing.
  void database_reached();
  void database_lost();
  /// The database can be reached, and could not store what was written: for ten seconds only a batch that is stored
  /// shows that it can again, since looks do not write.
  void storing_failed();
  void stored();
  /// Returns true if the last contact with the database succeeded, and it stores what it is told to.
  [[nodiscard]] bool has_database() const { return has_database_; }

  /// Warns in the log; of the same text again and again only now and then.
  void tell(const std::string& warning);

  /// Every write is refused for this reason, which stops_all_writes(); nothing: writes go on.
  void set_stop(std::optional<Unavailable::Reason> reason);
  /// A newer program wrote this event. That is not over until this program is exchanged for a newer one.
  void met_newer_event(const Event& event);
  /// Notes whether commands that name somebody are refused, since identities were lost in a restore.
  void set_identities_lost(bool lost);

 private:
  void note(Unavailable::Reason reason, Obstacle::Stops stops);
  void clear(Unavailable::Reason reason);

  const JournalId journal_;
  const std::string source_;
  Obstacles& obstacles_;
  WriterMetrics& metrics_;
  std::atomic<bool> has_database_{false};
  std::chrono::steady_clock::time_point stores_nothing_until_;
  std::optional<Unavailable::Reason> stop_;
  bool identities_lost_ = false;
  bool met_newer_event_ = false;
  std::string told_;
  std::chrono::steady_clock::time_point told_at_;
};

}  // namespace ledger
