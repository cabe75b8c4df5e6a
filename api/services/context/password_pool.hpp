// Passwords are hashed by a few threads, awaited by coroutines: a hash takes 20 ms and 19 MiB.
#pragma once

#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "api/auth/login_guard.hpp"
#include "api/coroutines/fair_queue.hpp"
#include "api/coroutines/task.hpp"

namespace ledger::api {

/// All greater than zero.
struct PasswordLimits {
  std::size_t threads = 1;
  /// Passwords that may wait for a thread: 256 are about five seconds of one.
  std::size_t queue_max = 256;
};

/// The result of an attempt to log in.
struct LoginVerdict {
  bool matches = false;
  /// The time to wait before the next attempt, if the password was not looked at.
  std::optional<std::chrono::seconds> wait;
};

/// May be used by any event loop, whose thread must have ended before the pool does.
class PasswordPool {
 public:
  PasswordPool(PasswordLimits limits, prometheus::Registry& metrics);
  /// Ends after the hashes under way; what still waits is answered as though the queue were full.
  ~PasswordPool();
  PasswordPool(const PasswordPool&) = delete;
  PasswordPool& operator=(const PasswordPool&) = delete;

  /// Returns the password's hash; nothing if too many wait.
  /// Callers take turns.
  Task<std::optional<std::string>> hash(std::string password, std::string caller);
  /// Compares the hash with the password that a login was tried with; nothing if too many wait. An empty hash fits no
  /// password and takes as long. An attempt that has to wait by the guard when its turn comes is not looked at:
  /// failures of others before it in the queue count. The guard, which must outlive the pool, is told how it ends.
  Task<std::optional<LoginVerdict>> verify_login(std::string password, std::string hash, LoginGuard& guard,
                                                 LoginGuard::Attempt attempt);

 private:
  /// Called once: by a thread of the pool, or with false, without doing its work, if there is no room or no time.
  using Job = std::function<void(bool may_work)>;

  template <class Value, class Work>
  Task<std::optional<Value>> run(std::string caller, Work work);
  void push(const std::string& caller, Job job);
  void work();

  const PasswordLimits limits_;
  prometheus::Gauge& queued_;
  std::mutex mutex_;
  std::condition_variable changed_;
  FairQueue<Job> waiting_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace ledger::api
