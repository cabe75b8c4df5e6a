// A journal of any size, filled by the writer itself: every event is decided, chained and appended as a client's is.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <random>
#include <vector>

#include "ledger/domain/values/ids.hpp"
#include "ledger/domain/values/moment.hpp"
#include "ledger/postgres/database_settings.hpp"
#include "tests/support/journal/writer_harness.hpp"

namespace ledger::bench {

/// The kind of uids that clients choose.
enum class UidKind { random, time_ordered };

/// Deposits into ten thousand accounts, a third of them into the first one, and one in twenty back-dated by up to a
/// day.
class SizeFill {
 public:
  /// Opens the accounts. `settings` are those of the services' role.
  SizeFill(const DatabaseSettings& settings, UidKind kind);

  /// Fills the journal until it has this number of events. Returns the seconds that it took.
  double fill_to(std::int64_t events);

  [[nodiscard]] std::int64_t events() const { return events_; }
  /// The account that has a third of all events.
  [[nodiscard]] AccountId busy() const { return accounts_.front(); }
  /// Any of the others.
  [[nodiscard]] AccountId any_other();
  /// A moment since the filling began.
  [[nodiscard]] Moment any_moment();

 private:
  Command next_command();
  void submit(std::size_t commands);
  void wait_for_room(std::size_t units_max);

  test::WriterHarness writer_;
  UidKind kind_;
  std::mt19937_64 random_;
  std::vector<AccountId> accounts_;
  Moment begin_;
  std::int64_t events_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t units_under_way_ = 0;
  bool failed_ = false;
};

}  // namespace ledger::bench
