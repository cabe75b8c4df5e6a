// Finishes erasures of comments that were interrupted.
#pragma once

#include <prometheus/registry.h>

#include <chrono>
#include <memory>

#include "ledger/postgres/database_settings.hpp"

namespace ledger {

/// A thread that looks for erasures whose comments are not all gone, and goes on with them: the request that began one
/// may have ended with its client, its server or its time. Any number of replicas may do so. One that cannot go on
/// does not hold up the others.
class CommentEraser {
 public:
  /// `metrics` must outlive it. The database may be away. `stuck_interval` is the time until the next look after an
  /// error of the database, which somebody has to look at.
  CommentEraser(DatabaseSettings settings, prometheus::Registry& metrics,
                std::chrono::milliseconds stuck_interval = std::chrono::seconds(30));
  /// Ends within a second or two, also while the database hangs.
  ~CommentEraser();
  CommentEraser(const CommentEraser&) = delete;
  CommentEraser& operator=(const CommentEraser&) = delete;

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace ledger
