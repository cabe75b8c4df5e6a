// A response's body that is not made at once but piece by piece, while the client takes it.
#pragma once

#include <chrono>
#include <string_view>

#include "api/http/task.hpp"

namespace ledger::api {

/// Where the pieces go. All calls on the event loop of the coroutine that produces them.
class BodySink {
 public:
  using Clock = std::chrono::steady_clock;

  BodySink() = default;
  BodySink(const BodySink&) = delete;
  BodySink& operator=(const BodySink&) = delete;

  /// Sends a piece, of any size, and waits until the system has taken it; it may then be changed. False if nothing more
  /// can be sent: the client has gone, or did not take the piece within the time for an answer. Empty pieces are
  /// nothing.
  virtual Task<bool> write(std::string_view piece) = 0;
  /// Pauses until `time` or a wake(). False, and at once, if no more is wanted: the client has gone or the program
  /// stops.
  virtual Task<bool> wait_until(Clock::time_point time) = 0;
  /// Ends the pause, or the next one if there is none now.
  virtual void wake() = 0;
  /// Whether the program stops. A body without an end should end now; one with an end has a few seconds left for it.
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
