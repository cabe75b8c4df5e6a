#include "tests/support/postgres/private_server.hpp"

#include <pwd.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "ledger/ctl/migrate.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/postgres/postgres_tools.hpp"
#include "tests/support/postgres/test_database.hpp"

namespace ledger::test {
namespace {

namespace fs = std::filesystem;

/// Starts a program of the server, which refuses root: root starts it as the user "postgres", and so that it dies with
/// the test. Its environment is set last, as libfaketime is to be loaded by that user.
std::unique_ptr<Process> start_as_server_user(const std::vector<std::string>& command,
                                              const Process::Environment& environment) {
  std::vector<std::string> words;
  if (geteuid() == 0) {
    words = {"setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups", "--pdeathsig", "KILL"};
  }
  words.emplace_back("env");
  for (const auto& [name, value] : environment) words.push_back(name + "=" + value);
  words.insert(words.end(), command.begin(), command.end());
  return std::make_unique<Process>("/usr/bin/env", words, Process::Environment{});
}

void give_to_server_user(const std::string& path) {
  if (geteuid() != 0) return;
  const passwd* const user = getpwnam("postgres");
  if (user == nullptr || chown(path.c_str(), user->pw_uid, user->pw_gid) != 0) {
    throw std::runtime_error("cannot give " + path + " to the user \"postgres\"");
  }
}

/// A server on the data in the folder, with its socket there.
std::unique_ptr<Process> start_server(const std::string& folder, const Process::Environment& environment) {
  return start_as_server_user({postgres_tool_path("postgres"), "-D", folder + "/data", "-c", "listen_addresses=", "-c",
                               "unix_socket_directories=" + folder, "-c", "fsync=off", "-c", "shared_buffers=16MB"},
                              environment);
}

bool answers(const DatabaseSettings& settings) {
  try {
    return query_value(settings, "select 1") == "1";
  } catch (const std::exception&) {
    return false;
  }
}

void end(Process& server) {
  try {
    server.send_signal(SIGINT);
    server.wait();
  } catch (const std::exception&) {  // it is killed then
    static_cast<void>(0);
  }
}

DatabaseSettings superuser_at(const std::string& folder) {
  return {.host = folder, .port = "5432", .name = "postgres", .user = "postgres", .password = ""};
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  path_ = (fs::temp_directory_path() / "ledger-test-XXXXXX").string();
  if (mkdtemp(path_.data()) == nullptr) throw std::system_error(errno, std::generic_category(), path_);
  fs::permissions(path_, fs::perms::owner_all | fs::perms::others_read | fs::perms::others_exec);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

PrivateServer::PrivateServer(const Process::Environment& environment) {
  give_to_server_user(folder_.path());
  const auto data = folder_.path() + "/data";
  const auto made = start_as_server_user({postgres_tool_path("initdb"), "-D", data, "--username", "postgres", "--auth",
                                          "trust", "--no-sync", "--no-instructions", "--locale", "C.UTF-8"},
                                         {});
  if (made->wait() != 0) throw std::runtime_error("initdb fails:\n" + made->log());
  server_ = start_server(folder_.path(), environment);
  if (!eventually([this] { return answers(owner()); })) {
    throw std::runtime_error("PostgreSQL does not start:\n" + server_->log());
  }
  migrate(owner());
  create_service_login(owner());
}

PrivateServer::~PrivateServer() { end(*server_); }

DatabaseSettings PrivateServer::owner() const { return superuser_at(folder_.path()); }

DatabaseSettings PrivateServer::service() const {
  auto settings = owner();
  settings.user = service_login;
  return settings;
}

StandbyServer::StandbyServer(const PrivateServer& primary) : primary_(primary) {
  give_to_server_user(folder_.path());
  const auto copied =
      start_as_server_user({postgres_tool_path("pg_basebackup"), "--host", primary.owner().host, "--username",
                            "postgres", "--pgdata", folder_.path() + "/data", "--write-recovery-conf", "--wal-method",
                            "stream", "--checkpoint", "fast", "--no-sync"},
                           {});
  if (copied->wait() != 0) throw std::runtime_error("pg_basebackup fails:\n" + copied->log());
  start();
}

StandbyServer::~StandbyServer() { stop(); }

DatabaseSettings StandbyServer::owner() const { return superuser_at(folder_.path()); }

void StandbyServer::pause() {
  query_value(owner(), "select pg_wal_replay_pause()");
  if (!eventually([this] { return query_value(owner(), "select pg_get_wal_replay_pause_state()") == "paused"; }))
    throw std::runtime_error("the replica does not pause");
}

void StandbyServer::resume() { query_value(owner(), "select pg_wal_replay_resume()"); }

bool StandbyServer::catches_up() {
  const auto end = query_value(primary_.owner(), "select pg_current_wal_lsn()");
  return eventually(
      [&] { return query_value(owner(), "select coalesce(pg_last_wal_replay_lsn() >= '" + end + "', false)") == "t"; });
}

void StandbyServer::stop() {
  if (server_) end(*server_);
  server_.reset();
}

void StandbyServer::start() {
  server_ = start_server(folder_.path(), {});
  if (!eventually([this] { return answers(owner()); })) {
    throw std::runtime_error("the replica does not start:\n" + server_->log());
  }
}

}  // namespace ledger::test
