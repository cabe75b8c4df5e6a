// A response's body that is not made at once but piece by piece, while the client takes it.
#pragma once

#include <chrono>
#include <string_view>

#include "api/coroutines/task.hpp"

namespace ledger::api {

/// Receives the pieces of a body. All calls are made on the event loop of the coroutine that produces them.
class BodySink {
 public:
  using Clock = std::chrono::steady_clock;

  BodySink() = default;
  BodySink(const BodySink&) = delete;
  BodySink& operator=(const BodySink&) = delete;

  /// Sends a piece, of any size, and waits until the system has taken it; it may then be changed. Any pace of the
  /// client will do. False if nothing more can be sent: the client has gone or has stalled. Empty pieces are nothing.
  virtual Task<bool> write(std::string_view piece) = 0;
  /// Sends what the system takes of a piece at once, and keeps the rest for a later write or the end of the body. False
  /// if nothing more can be sent, or the client has gone.
  virtual bool write_at_once(std::string_view piece) = 0;
  /// Pauses until `time` or a wake(). False, and at once, if no more is wanted: the client has gone or has stalled, or
  /// the program stops.
  virtual Task<bool> wait_until(Clock::time_point time) = 0;
  /// Returns true if the client has stalled: it has taken nothing for the time allowed although data was waiting for
  /// it.
  [[nodiscard]] virtual bool is_stalled() const = 0;
  /// After a stall: leaves what is missing of the last piece, and `piece` behind it, to the system, so that the client
  /// finds it should it read on. The body is complete then, unless the system has no room for that.
  virtual Task<void> write_farewell(std::string_view piece) = 0;
  /// Ends the pause, or the next one if there is none now.
  virtual void wake() = 0;
  /// Returns true if the program is stopping. A body without an end should end now; one with an end has a few more
  /// seconds.
  [[nodiscard]] virtual bool is_stopping() const = 0;

 protected:
  ~BodySink() = default;
};

/// Makes one body. Destroyed with its response, maybe before or in the midst of produce().
class BodyStream {
 public:
  BodyStream() = default;
  virtual ~BodyStream() = default;
  BodyStream(const BodyStream&) = delete;
  BodyStream& operator=(const BodyStream&) = delete;

  /// Writes the body and returns at its end, or once the sink says that no more is wanted. Called at most once, and not
  /// for HEAD. The request's views are still valid. After an exception the connection is cut, so that the client cannot
  /// take what it has for the whole.
  virtual Task<void> produce(BodySink& sink) = 0;
};

}  // namespace ledger::api
