#include "api/http/worker.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>

#include "api/http/message/wire.hpp"

namespace ledger::api {
namespace {

constexpr std::chrono::milliseconds sweep_interval{100};

}  // namespace

Worker::Worker()
    : work_(boost::asio::make_work_guard(context_)),
      timer_(context_),
      now_(std::chrono::steady_clock::now()),
      date_second_(std::time(nullptr)),
      date_(http_date(date_second_)) {}

Worker::~Worker() { stop(); }

void Worker::start() {
  thread_ = std::thread([this] {
    for (;;) {
      try {
        context_.run();
        return;
      } catch (const std::exception& error) {
        // Connections end their own exceptions; one that came through must not end all the others.
        spdlog::critical("an event loop goes on after: {}", error.what());
      }
    }
  });
}

void Worker::stop() {
  context_.stop();
  if (thread_.joinable()) thread_.join();
}

void Worker::guard(Guarded& guarded) {
  if (!sweeps_) {
    sweep();
    schedule_sweep();
    sweeps_ = true;
  }
  guarded_.push_back(guarded);
}

void Worker::sweep_soon() {
  boost::asio::post(context_, [this] { sweep(); });
}

void Worker::sweep() {
  now_ = std::chrono::steady_clock::now();
  if (const auto second = std::time(nullptr); second != date_second_) {
    date_second_ = second;
    date_ = http_date(second);
  }
  for (auto& guarded : guarded_) guarded.enforce_deadline(now_);
}

void Worker::schedule_sweep() {
  timer_.expires_after(sweep_interval);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    // Before the sweep, which may throw.
    sweeps_ = !guarded_.empty();
    if (sweeps_) schedule_sweep();
    sweep();
  });
}

}  // namespace ledger::api
