// A TCP proxy before PostgreSQL that cuts connections at COMMIT, or hangs.
#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <thread>

#include "ledger/common/database_settings.hpp"

namespace ledger::test {

/// Forwards to the server of the given settings. Of the writer's COMMITs every n-th is cut: in turn before the server
/// sees it, after the server has it but before the answer is seen, and after the server has begun to answer.
class CommitCuttingProxy {
 public:
  explicit CommitCuttingProxy(DatabaseSettings server);
  ~CommitCuttingProxy();
  CommitCuttingProxy(const CommitCuttingProxy&) = delete;
  CommitCuttingProxy& operator=(const CommitCuttingProxy&) = delete;

  /// The server by way of the proxy.
  [[nodiscard]] DatabaseSettings settings() const;
  /// 0: none is cut.
  void cut_every(int commits) { cut_every_ = commits; }
  [[nodiscard]] int cut_count() const { return cuts_; }
  /// From now on connections are accepted and stay open, but nothing passes: a server that is stopped, or whose disk
  /// hangs.
  void freeze() { frozen_ = true; }

 private:
  enum class Cut { none, before_server, before_answer, within_answer };

  void accept_connections();
  void forward(int client);
  bool forward_to_server(int client, int server, Cut& cut);
  Cut next_cut();
  [[nodiscard]] int connect_to_server() const;

  DatabaseSettings server_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> cut_every_{0};
  std::atomic<int> commits_{0};
  std::atomic<int> cuts_{0};
  std::atomic<bool> frozen_{false};
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::list<std::thread> connections_;
  std::thread acceptor_;
};

}  // namespace ledger::test
