// One event loop and its thread, for the coroutines that answer calls: commands and queries are awaited on it, while
// gRPC's own threads serve the network.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <mutex>
#include <thread>

#include "api/coroutines/task.hpp"

namespace ledger::api {

class EventLoop {
 public:
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  void start();
  /// Ends the thread; what is suspended stays so until clear().
  void stop();
  /// Destroys all that is suspended or waits to run; from here on nothing is taken. After stop(), and once nobody else
  /// can resume what is suspended.
  void clear();

  /// Starts a coroutine on the loop; destroyed at once, unstarted, after clear(). For any thread.
  void spawn(Task<void> task);
  /// Runs `work` on the loop; after clear() it is dropped. For any thread.
  template <class Work>
  void post(Work work) {
    const std::lock_guard lock(mutex_);
    if (context_) boost::asio::post(*context_, std::move(work));
  }

 private:
  using Guard = boost::asio::executor_work_guard<Executor>;

  void run();

  std::mutex mutex_;
  std::unique_ptr<boost::asio::io_context> context_;
  std::unique_ptr<Guard> guard_;
  std::thread thread_;
};

}  // namespace ledger::api
