// A TCP proxy before PostgreSQL that cuts connections at COMMIT, or hangs.
#pragma once

#include <atomic>

#include "ledger/postgres/database_settings.hpp"
#include "tests/support/loopback.hpp"

namespace ledger::test {

/// Forwards to the server of the given settings. Of the writer's COMMITs every n-th is cut: in turn before the server
/// sees it, after the server has it but before the answer is seen, and after the server has begun to answer.
class CommitCuttingProxy {
 public:
  explicit CommitCuttingProxy(DatabaseSettings server);

  /// Returns settings that lead to the server through the proxy.
  [[nodiscard]] DatabaseSettings settings() const;
  /// 0: none is cut.
  void cut_every(int commits) { cut_every_ = commits; }
  [[nodiscard]] int cut_count() const { return cuts_; }
  /// Accepts connections from now on, but forwards nothing, like a server that is stopped or whose disk hangs.
  void freeze() { frozen_ = true; }

 private:
  enum class Cut { none, before_server, before_answer, within_answer };

  void forward(const Socket& client);
  bool forward_to_server(const Socket& client, const Socket& server, Cut& cut);
  Cut next_cut();

  DatabaseSettings server_;
  std::atomic<int> cut_every_{0};
  std::atomic<int> commits_{0};
  std::atomic<int> cuts_{0};
  std::atomic<bool> frozen_{false};
  LoopbackListener listener_;
};

}  // namespace ledger::test
