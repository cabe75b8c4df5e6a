// Tells when replicas were told to close the books at different times.
#pragma once

#include <prometheus/registry.h>

#include <memory>

#include "ledger/domain/values/moment.hpp"
#include "ledger/postgres/database_settings.hpp"
#include "ledger/process/obstacles.hpp"

namespace ledger {

/// A thread with a connection whose application_name says until when this process has its books closed. All processes
/// with the same database see each other's names in pg_stat_activity, for as long as they run.
class BooksWatch {
 public:
  /// `closed_until` is the earliest moment where the books are not closed. What is referred to must outlive this. The
  /// database may be away: nothing is noted then.
  BooksWatch(DatabaseSettings settings, Moment closed_until, Obstacles& obstacles, prometheus::Registry& metrics);
  /// Ends within a second or two, also while the database hangs.
  ~BooksWatch();
  BooksWatch(const BooksWatch&) = delete;
  BooksWatch& operator=(const BooksWatch&) = delete;

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace ledger
