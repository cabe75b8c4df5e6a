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
  server_ = start_as_server_user(
      {postgres_tool_path("postgres"), "-D", data, "-c", "listen_addresses=", "-c",
       "unix_socket_directories=" + folder_.path(), "-c", "fsync=off", "-c", "shared_buffers=16MB"},
      environment);
  const auto answers = [this] {
    try {
      return query_value(owner(), "select 1") == "1";
    } catch (const std::exception&) {
      return false;
    }
  };
  if (!eventually(answers)) throw std::runtime_error("PostgreSQL does not start:\n" + server_->log());
  migrate(owner());
  create_service_login(owner());
}

PrivateServer::~PrivateServer() {
  try {
    server_->send_signal(SIGINT);
    server_->wait();
  } catch (const std::exception&) {  // it is killed then
    static_cast<void>(0);
  }
}

DatabaseSettings PrivateServer::owner() const {
  return {.host = folder_.path(), .port = "5432", .name = "postgres", .user = "postgres", .password = ""};
}

DatabaseSettings PrivateServer::service() const {
  auto settings = owner();
  settings.user = service_login;
  return settings;
}

}  // namespace ledger::test
