// A TCP proxy before PostgreSQL that asks each session for its settings when the program is done with it.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "ledger/postgres/database_settings.hpp"
#include "tests/support/loopback.hpp"

namespace ledger::test {

/// Forwards to the server of the given settings. When a client ends its session, the proxy holds that back and asks
/// the server on the same session what pg_settings has.
class AskingProxy {
 public:
  /// The names of settings and their values, as pg_settings has them: without units.
  using Settings = std::map<std::string, std::string>;

  explicit AskingProxy(DatabaseSettings server);

  /// Returns settings that lead to the server through the proxy, as its user or as another one.
  [[nodiscard]] DatabaseSettings settings() const;
  [[nodiscard]] DatabaseSettings settings_of(DatabaseSettings other) const;
  /// Returns the settings of all sessions that have ended so far.
  [[nodiscard]] std::vector<Settings> answers() const;

 private:
  void forward(const Socket& client);
  void ask(const Socket& server);

  DatabaseSettings server_;
  mutable std::mutex mutex_;
  std::vector<Settings> answers_;
  LoopbackListener listener_;
};

}  // namespace ledger::test
