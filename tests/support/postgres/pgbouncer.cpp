#include "tests/support/postgres/pgbouncer.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace ledger::test {
namespace {

constexpr const char* program = "/usr/sbin/pgbouncer";
constexpr const char* port = "6432";

/// PgBouncer refuses to run as root.
bool is_root() { return geteuid() == 0; }

std::string users_of(const DatabaseSettings& server) {
  return fmt::format("\"{}\" \"{}\"\n", server.user, server.password);
}

std::string configuration(const DatabaseSettings& server, const std::string& folder, const std::string& pool_mode) {
  return fmt::format(
      "[databases]\n* = host={} port={}\n[pgbouncer]\nunix_socket_dir = {}\nlisten_port = {}\nauth_type = trust\n"
      "auth_file = {}/users\npool_mode = {}\nmax_client_conn = 200\ndefault_pool_size = 60\n",
      server.host, server.port, folder, port, folder, pool_mode);
}

void write_file(const std::string& path, const std::string& content) {
  std::ofstream file(path);
  file << content;
  if (!file.flush()) throw std::runtime_error("not written: " + path);
}

}  // namespace

FolderOfNobody::FolderOfNobody() : path_((std::filesystem::temp_directory_path() / "ledger-test-XXXXXX").string()) {
  if (mkdtemp(path_.data()) == nullptr) throw std::system_error(errno, std::generic_category(), path_);
  if (!is_root()) return;
  const auto* const nobody = getpwnam("nobody");
  if (nobody == nullptr || chown(path_.c_str(), nobody->pw_uid, nobody->pw_gid) != 0) {
    throw std::runtime_error("there is no user to run PgBouncer as");
  }
}

FolderOfNobody::~FolderOfNobody() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

PgBouncer::PgBouncer(DatabaseSettings server, const std::string& pool_mode, const std::string& more)
    : server_(std::move(server)) {
  const auto& folder = folder_.path();
  write_file(folder + "/users", users_of(server_));
  write_file(folder + "/pgbouncer.ini", configuration(server_, folder, pool_mode) + more);
  const std::string settings_file = folder + "/pgbouncer.ini";
  if (is_root()) {
    // Whoever changes its user is no longer ended with its parent, and has to ask for that again.
    process_.emplace("/usr/bin/setpriv",
                     std::vector<std::string>{"--reuid=nobody", "--regid=nogroup", "--clear-groups", "--pdeathsig=KILL",
                                              program, settings_file},
                     Process::Environment{});
  } else {
    process_.emplace(program, std::vector<std::string>{settings_file}, Process::Environment{});
  }
  const auto socket = folder + "/.s.PGSQL." + port;
  if (!eventually([&] { return process_->has_ended() || std::filesystem::exists(socket); }) || process_->has_ended()) {
    throw std::runtime_error("PgBouncer does not run: " + process_->log());
  }
}

DatabaseSettings PgBouncer::settings() const {
  auto settings = server_;
  settings.host = folder_.path();
  settings.port = port;
  return settings;
}

}  // namespace ledger::test
