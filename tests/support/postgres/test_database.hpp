// A migrated database of its own for each test.
#pragma once

#include <memory>
#include <pqxx/pqxx>
#include <string>

#include "ledger/postgres/database.hpp"

namespace ledger::test {

/// Created from a migrated template, dropped at the end whoever is still connected.
class TestDatabase {
 public:
  TestDatabase();
  /// A copy of another one as it is now, and like a restored backup: a relay has to confirm it. Ends all sessions with
  /// the other one.
  static std::unique_ptr<TestDatabase> copy_of(const TestDatabase& other);
  /// One without anything in it, for a backup to be restored into.
  static std::unique_ptr<TestDatabase> empty();
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }
  /// Returns settings with the services' role.
  [[nodiscard]] DatabaseSettings service() const;
  /// Returns settings with the superuser who owns the schema.
  [[nodiscard]] DatabaseSettings owner() const;

 private:
  explicit TestDatabase(std::string name) : name_(std::move(name)) {}

  std::string name_;
};

/// A login role in the services' group, with a password that no one needs on a private server.
constexpr const char* service_login = "ledger_test_service";
/// Makes it on a server whose database has been migrated, unless it is there.
void create_service_login(const DatabaseSettings& owner);

/// A connection with the usual limits.
std::unique_ptr<DatabaseSession> connect_for_test(const DatabaseSettings& settings);

/// One statement outside a transaction, as `create database` needs it.
void execute_alone(const DatabaseSettings& settings, const std::string& sql);

/// The first column of the first row of one statement, run in a transaction that commits.
std::string query_value(const DatabaseSettings& settings, const std::string& sql);

/// Returns the number of rows in open_hold.
std::string open_hold_count(const TestDatabase& database);

}  // namespace ledger::test
