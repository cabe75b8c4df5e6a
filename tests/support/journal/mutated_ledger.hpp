// A small ledger with every kind of event and row, which is changed at random and put back.
#pragma once

#include <memory>
#include <optional>
#include <pqxx/pqxx>
#include <set>
#include <string>
#include <vector>

#include "ledger/domain/anchor.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {

/// A totals_stride that a small ledger comes past often enough.
constexpr std::int64_t small_stride = 16;

class MutatedLedger {
 public:
  /// Some 150 events, projected to the end, and a copy of all rows. Fails the test if there is a table that
  /// checked_tables.cpp does not know.
  explicit MutatedLedger(std::uint32_t seed);

  [[nodiscard]] const TestDatabase& database() const { return database_; }
  [[nodiscard]] std::size_t events() const { return static_cast<std::size_t>(end_.value); }
  /// Returns an anchor in the middle and one at the end.
  [[nodiscard]] const std::vector<Anchor>& anchors() const { return anchors_; }

  /// Runs the statement as the owner, past the table's trigger, or as the services' role; true if it changed `rows`
  /// rows. Otherwise, and if the database refuses it, nothing has changed.
  bool change(const std::string& table, const std::string& sql, bool as_owner, std::int64_t rows = 1);
  /// Puts the rows of these tables back.
  void restore(const std::set<std::string>& tables);

  /// The first column of all rows.
  std::vector<std::string> query(const std::string& sql);

 private:
  void require_known_tables();
  void save();

  TestDatabase database_;
  std::unique_ptr<DatabaseSession> connection_;
  Position end_;
  std::vector<Anchor> anchors_;
};

}  // namespace ledger::test
