// The address of the database, and the times that a session may wait for it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ledger {

class OptionGroup;

/// An empty field leaves the choice to libpq, which reads PGHOST, PGPORT, … and its own defaults.
struct DatabaseSettings {
  std::string host;
  std::string port;
  std::string name;
  std::string user;
  std::string password;
  /// Further parameters of libpq, such as sslmode (libpq, section 34.1.2).
  std::vector<std::pair<std::string, std::string>> parameters = {};
};

/// Reads a connection URI, such as postgresql://user:password@host:5432/name?sslmode=verify-full (libpq, section
/// 34.1.1.2). Throws std::invalid_argument, with a text that does not repeat the password, if it is none.
DatabaseSettings settings_from_url(const std::string& url);

/// Adds --database-url and --db-host and so on, which may also be given as DATABASE_URL DB_HOST DB_PORT DB_NAME DB_USER
/// DB_PASSWORD, and the secret ones in files. What is given by itself wins over the URL.
void add_database_options(const OptionGroup& options, DatabaseSettings& settings);

/// The address of a streaming replica of the database. What it leaves empty is as for the database itself, but for what
/// asks for a server that takes writes.
struct ReplicaAddress {
  DatabaseSettings url;
  std::string host;
  std::string port;

  /// Returns the settings of the replica; nothing if no address was given.
  [[nodiscard]] std::optional<DatabaseSettings> settings_beside(const DatabaseSettings& database) const;
};

/// Adds --database-read-url, --db-read-host and --db-read-port, which may also be given as DATABASE_READ_URL,
/// DB_READ_HOST and DB_READ_PORT.
void add_replica_options(const OptionGroup& options, ReplicaAddress& address);

/// The most that a session's statements may take and wait. All are greater than zero: nothing waits for ever.
struct SessionLimits {
  /// At least 2 s, which libpq makes of less.
  std::chrono::seconds connect{5};
  std::chrono::milliseconds statement{10'000};
  std::chrono::milliseconds lock{5'000};
  std::chrono::milliseconds idle_in_transaction{10'000};
  /// The time for which the server waits for a client that does not take what it is sent, before it gives the client
  /// up.
  std::chrono::milliseconds unread{5'000};
};

/// Returns the parameters that libpq connects with, keepalives and tcp_user_timeout of a few seconds included, so that
/// a server that vanished is noticed. `application` shows in pg_stat_activity; `patience` is for the connecting, at
/// least 2 s.
std::string connection_string(const DatabaseSettings& settings, const std::string& application,
                              std::chrono::seconds patience);

/// Returns one value of a libpq connection string: quoted, with quotes and backslashes escaped (libpq, section
/// 34.1.1.1).
std::string quoted_connection_value(const std::string& value);

}  // namespace ledger
