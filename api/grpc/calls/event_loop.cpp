#include "api/grpc/calls/event_loop.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <utility>

namespace ledger::api {
namespace {

void log_uncaught(const std::exception_ptr& failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    spdlog::error("a call ended: {}", error.what());
  }
}

}  // namespace

EventLoop::EventLoop()
    : context_(std::make_unique<boost::asio::io_context>(1)),
      guard_(std::make_unique<Guard>(context_->get_executor())) {}

EventLoop::~EventLoop() {
  stop();
  clear();
}

void EventLoop::start() {
  thread_ = std::thread([this] { run(); });
}

void EventLoop::run() {
  for (;;) {
    try {
      context_->run();
      return;
    } catch (const std::exception& error) {
      // Calls end their own exceptions; one that came through must not end all the others.
      spdlog::critical("an event loop goes on after: {}", error.what());
    }
  }
}

void EventLoop::stop() {
  if (!thread_.joinable()) return;
  context_->stop();
  thread_.join();
}

void EventLoop::clear() {
  std::unique_ptr<boost::asio::io_context> context;
  {
    const std::lock_guard lock(mutex_);
    guard_.reset();
    context = std::move(context_);
  }
  // Outside of the lock: what is destroyed may want to post.
  context.reset();
}

void EventLoop::spawn(Task<void> task) {
  // Declared before the lock, so that a task that is not taken is destroyed outside of it.
  const Task<void> dropped = [&]() -> Task<void> {
    const std::lock_guard lock(mutex_);
    if (!context_) return std::move(task);
    boost::asio::co_spawn(*context_, std::move(task), log_uncaught);
    return {};
  }();
}

}  // namespace ledger::api
