#include "ledger/postgres/database_settings.hpp"

#include <fmt/format.h>

#include "ledger/process/command_line.hpp"

namespace ledger {

void add_database_options(const OptionGroup& options, DatabaseSettings& settings) {
  const auto database = options.group("Database");
  database.text({"--db-host", "DB_HOST", "host, or folder of a unix socket"}, settings.host);
  database.text({"--db-port", "DB_PORT", "port"}, settings.port);
  database.text({"--db-name", "DB_NAME", "database"}, settings.name);
  database.text({"--db-user", "DB_USER", "role to log in as"}, settings.user);
  database.secret({"--db-password", "DB_PASSWORD", "its password; better given by the environment"}, settings.password);
}

std::string quoted_connection_value(const std::string& value) {
  std::string quoted = "'";
  for (const char character : value) {
    if (character == '\'' || character == '\\') quoted += '\\';
    quoted += character;
  }
  return quoted + "'";
}

std::string connection_string(const DatabaseSettings& settings, const std::string& application,
                              std::chrono::seconds patience) {
  std::string text;
  const auto add = [&text](const char* key, const std::string& value) {
    if (!value.empty()) text += fmt::format("{}={} ", key, quoted_connection_value(value));
  };
  add("host", settings.host);
  add("port", settings.port);
  add("dbname", settings.name);
  add("user", settings.user);
  add("password", settings.password);
  add("application_name", application);
  add("client_encoding", "UTF8");
  // A server that is gone without a word is noticed within about five seconds.
  text += fmt::format(
      "connect_timeout={} keepalives=1 keepalives_idle=3 keepalives_interval=1 keepalives_count=3 "
      "tcp_user_timeout=5000",
      patience.count());
  return text;
}

}  // namespace ledger
