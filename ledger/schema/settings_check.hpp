// Says whether a program could work with its settings, to an operator who has not started it yet.
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>

#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// What was found out about one thing that a program needs.
struct Finding {
  /// Why the program could not work; nothing if it could.
  std::optional<std::string> problem;
  /// What should be known besides; may be empty.
  std::string remark = {};
};

/// Prints a line for each thing that is checked: "PostgreSQL: good", or what is wrong with it.
class SettingsCheck {
 public:
  explicit SettingsCheck(std::ostream& output) : output_(&output) {}

  /// Prints what `find` returns; what it throws is a problem.
  void check(const std::string& subject, const std::function<Finding()>& find);
  /// 0, or 1 if there was any problem.
  [[nodiscard]] int exit_code() const { return has_problem_ ? 1 : 0; }

 private:
  std::ostream* output_;
  bool has_problem_ = false;
};

/// Connects as the program would. A problem is a database that does not answer, that lacks a migration, or that does
/// not let the role read and append events. Throws ConnectionLost or StatementFailed.
Finding look_at_database(const DatabaseSettings& settings, const std::string& program);

/// The part of it that looks at the migrations and at the rights of the session's role.
Finding look_at_schema(PostgresConnection& connection);
/// "fsync, full_page_writes": those that are off of the settings without which a commit may be lost, or a page torn,
/// when the machine fails; empty if none is.
std::string unsafe_settings(PostgresConnection& connection);

}  // namespace ledger
