// Connections that wait for a request, so that one of them can be closed in favour of a new one.
#pragma once

#include <atomic>
#include <boost/intrusive/list.hpp>
#include <cstddef>

namespace ledger::api {

struct WaitingTag {};
using WaitingHook = boost::intrusive::list_base_hook<boost::intrusive::tag<WaitingTag>,
                                                     boost::intrusive::link_mode<boost::intrusive::safe_link>>;

/// Must be taken from its list before the end of its life.
class Waiting : public WaitingHook {
 public:
  /// Closes the connection.
  virtual void evict() = 0;

 protected:
  ~Waiting() = default;
};

/// For one thread, except for size().
class WaitingList {
 public:
  WaitingList() = default;
  WaitingList(const WaitingList&) = delete;
  WaitingList& operator=(const WaitingList&) = delete;

  /// Adds the connection, or moves it to the end because it has made progress.
  void add(Waiting& connection) {
    remove(connection);
    list_.push_back(connection);
    count_.store(list_.size(), std::memory_order_relaxed);
  }
  /// No effect if the connection does not wait. It must not be in another list.
  void remove(Waiting& connection) {
    if (!connection.is_linked()) return;
    list_.erase(list_.iterator_to(connection));
    count_.store(list_.size(), std::memory_order_relaxed);
  }
  /// Closes the connection that has waited for the longest time; no effect if none waits.
  void evict_one() {
    if (list_.empty()) return;
    auto& longest = list_.front();
    remove(longest);
    longest.evict();
  }
  /// Returns the number of waiting connections. May be called by any thread, which may not see the latest change yet.
  [[nodiscard]] std::size_t size() const { return count_.load(std::memory_order_relaxed); }

 private:
  boost::intrusive::list<Waiting, boost::intrusive::base_hook<WaitingHook>> list_;
  std::atomic<std::size_t> count_{0};
};

}  // namespace ledger::api
