// The events of an account that moved money, in the order in which it moved: by effective time, then by version.
#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <optional>
#include <pqxx/pqxx>
#include <vector>

#include "ledger/domain/recorded_transaction.hpp"

namespace ledger {

/// The range of events that a statement is made of. It never changes, whatever arrives meanwhile.
struct StatementRange {
  AccountId account;
  /// By effective time: from this one …
  Moment from{};
  /// … and before this one.
  Moment before{};
  /// Up to this version.
  Version known;
};

/// An event's place in a statement.
struct StatementKey {
  Moment effective{};
  Version version;
  auto operator<=>(const StatementKey&) const = default;
};

/// The most events that one call of StatementEntries::next may look at.
constexpr std::int64_t statement_events_looked_at_max = 20'000;

/// Reads a statement's events page by page, each page for the same number of look-ups wherever in the statement it is.
/// A copy goes on by itself where the original stands.
///
/// Nearly all events are effective when they are recorded, so that they are in order by version; the others are in an
/// index by effective time. The two are merged.
class StatementEntries {
 public:
  /// Looks up where the statement begins, or where it goes on behind `after`.
  StatementEntries(pqxx::transaction_base& transaction, const StatementRange& range,
                   const std::optional<StatementKey>& after = std::nullopt);

  /// The next events, each with its comment: `limit` of them (greater than 0), fewer at the end, or where
  /// `looked_at_max` events were looked at, most of which are not part of the statement.
  std::vector<RecordedTransaction> next(pqxx::transaction_base& transaction, std::size_t limit,
                                        std::int64_t looked_at_max = statement_events_looked_at_max);

  /// Returns true if there may be events behind those that were given, false if there are none. Only after next().
  [[nodiscard]] bool has_more() const { return has_more_; }
  /// All events up to this key, inclusive, were given. Others that are made with it as `after` go on from here.
  [[nodiscard]] const StatementKey& reached() const { return reached_; }

 private:
  struct Source {
    std::deque<RecordedTransaction> found;
    /// Nothing that is still to be found comes before it.
    StatementKey frontier;
    bool at_end = false;

    [[nodiscard]] StatementKey lowest() const;
  };

  /// Each looks at the next `window` events of its source.
  void find_timely(pqxx::transaction_base& transaction, std::int64_t window);
  void find_dated(pqxx::transaction_base& transaction, std::int64_t window);

  StatementRange range_;
  StatementKey reached_;
  bool has_more_ = true;
  /// Effective when they were recorded, read by version.
  Source timely_;
  /// The others, read by effective time.
  Source dated_;
};

}  // namespace ledger
