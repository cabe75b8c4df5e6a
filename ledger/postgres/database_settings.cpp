#include "ledger/postgres/database_settings.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "ledger/process/command_line.hpp"

namespace ledger {

namespace {

struct OptionsDeleter {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using ConnectionOptions = std::unique_ptr<PQconninfoOption, OptionsDeleter>;

constexpr const char* url_wanted = "is no URL such as postgresql://user:password@host:5432/name?sslmode=verify-full";

constexpr std::string_view usual_port = "5432";
constexpr std::string_view session_wanted = "target_session_attrs";

/// Returns the port that all hosts of a list share; the usual one if they have several.
std::string common_port(const std::string& ports) {
  auto first = ports.substr(0, ports.find(','));
  for (std::size_t begin = 0; begin < ports.size();) {
    const auto end = std::min(ports.find(',', begin), ports.size());
    if (ports.compare(begin, end - begin, first) != 0) return std::string(usual_port);
    begin = end + 1;
  }
  return first;
}

/// Returns the parameters of a replica's connection. What says where the database is, or that it must take writes, is
/// not the replica's.
std::vector<std::pair<std::string, std::string>> parameters_beside(const DatabaseSettings& database,
                                                                   const DatabaseSettings& replica) {
  // The last one of a name counts. It is said in any case, as PGTARGETSESSIONATTRS holds for all connections.
  std::vector<std::pair<std::string, std::string>> parameters;
  for (const auto& parameter : database.parameters) {
    if (parameter.first != "hostaddr" && parameter.first != session_wanted) parameters.push_back(parameter);
  }
  parameters.emplace_back(session_wanted, "any");
  parameters.insert(parameters.end(), replica.parameters.begin(), replica.parameters.end());
  return parameters;
}

/// Returns the setting that stands for a parameter of libpq; null if none does.
std::string* setting_of(DatabaseSettings& settings, std::string_view keyword) {
  if (keyword == "host") return &settings.host;
  if (keyword == "port") return &settings.port;
  if (keyword == "dbname") return &settings.name;
  if (keyword == "user") return &settings.user;
  if (keyword == "password") return &settings.password;
  return nullptr;
}

}  // namespace

DatabaseSettings settings_from_url(const std::string& url) {
  if (!url.starts_with("postgres://") && !url.starts_with("postgresql://")) throw std::invalid_argument(url_wanted);
  // libpq's own message would repeat the URL.
  const ConnectionOptions options(PQconninfoParse(url.c_str(), nullptr));
  if (!options) throw std::invalid_argument(url_wanted);
  DatabaseSettings settings;
  for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    if (auto* const setting = setting_of(settings, option->keyword)) {
      *setting = option->val;
    } else {
      settings.parameters.emplace_back(option->keyword, option->val);
    }
  }
  return settings;
}

void add_database_options(const OptionGroup& options, DatabaseSettings& settings) {
  const auto database = options.group("Database");
  // First, so that what is given by itself is read later and wins.
  database.secret({"--database-url", "DATABASE_URL", "postgresql://user:password@host:port/name?parameter=value"},
                  [&settings](const std::string& url) { settings = settings_from_url(url); });
  database.text({"--db-host", "DB_HOST", "host, or folder of a unix socket"}, settings.host);
  database.text({"--db-port", "DB_PORT", "port"}, settings.port);
  database.text({"--db-name", "DB_NAME", "database"}, settings.name);
  database.text({"--db-user", "DB_USER", "role to log in as"}, settings.user);
  database.secret({"--db-password", "DB_PASSWORD", "its password"},
                  [&settings](const std::string& password) { settings.password = password; });
}

void add_replica_options(const OptionGroup& options, ReplicaAddress& address) {
  const auto database = options.group("Database");
  database.secret({"--database-read-url", "DATABASE_READ_URL",
                   "a streaming replica for balances on a date and statements; what it leaves out is the database's"},
                  [&address](const std::string& url) { address.url = settings_from_url(url); });
  database.text({"--db-read-host", "DB_READ_HOST", "its host; wins over the URL's"}, address.host);
  database.text({"--db-read-port", "DB_READ_PORT", "its port; wins over the URL's"}, address.port);
}

std::optional<DatabaseSettings> ReplicaAddress::settings_beside(const DatabaseSettings& database) const {
  if (host.empty() && url.host.empty()) return std::nullopt;
  const auto either = [](const std::string& own, const std::string& other) { return own.empty() ? other : own; };
  // A URL without a port means the usual one, as everywhere.
  const auto shared_port = url.host.empty() ? common_port(database.port) : std::string(usual_port);
  return DatabaseSettings{.host = either(host, url.host),
                          .port = either(port, either(url.port, shared_port)),
                          .name = either(url.name, database.name),
                          .user = either(url.user, database.user),
                          .password = either(url.password, database.password),
                          .parameters = parameters_beside(database, url)};
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
  for (const auto& [name, value] : settings.parameters) add(name.c_str(), value);
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
