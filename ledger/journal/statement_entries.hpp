// The events of an account that moved money, in the order in which it moved: by effective time, then by version.
#pragma once

#include <compare>
#include <deque>
#include <pqxx/pqxx>
#include <vector>

#include "ledger/domain/recorded.hpp"

namespace ledger {

/// Which events a statement is made of. It never changes, whatever arrives meanwhile.
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

/// Reads a statement's events page by page; no query looks at more than a thousand of them. A copy goes on by itself
/// where the original stands.
///
/// Nearly all events are effective when they are recorded, so that they are in order by version; the others are in an
/// index by effective time. The two are merged.
class StatementEntries {
 public:
  /// Looks up where the statement begins.
  StatementEntries(pqxx::transaction_base& transaction, const StatementRange& range);

  /// The next events, each with its comment; fewer than `limit`, which is greater than 0, at the end only.
  std::vector<Recorded> next(pqxx::transaction_base& transaction, std::size_t limit);

 private:
  struct Source {
    std::deque<Recorded> found;
    /// Nothing that is still to be found comes before it.
    StatementKey frontier;
    bool at_end = false;

    [[nodiscard]] StatementKey lowest() const;
  };

  void find_timely(pqxx::transaction_base& transaction);
  void find_dated(pqxx::transaction_base& transaction);
  [[nodiscard]] bool is_wanted(const Event& event) const;

  StatementRange range_;
  /// Effective when they were recorded, read by version.
  Source timely_;
  /// The others, read by effective time.
  Source dated_;
};

}  // namespace ledger
