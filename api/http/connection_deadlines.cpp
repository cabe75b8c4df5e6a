// Limits how long a connection may wait for its client, and decides when it has to make room for another one.
#include <algorithm>

#include "api/http/connection.hpp"

namespace ledger::api {

using boost::system::error_code;

bool Connection::is_waiting() const {
  switch (phase_) {
    case Phase::idle:
    case Phase::head:
      return true;
    case Phase::lingering:
      // It ends within a second, and its client would lose the answer. Only the few in reserve must not be kept.
      return waiting_list_ == &worker_.waiting_in_reserve();
    case Phase::body:
      // A body that is taken piece by piece is being worked on already.
      return !streamed_;
    case Phase::handling:
    case Phase::answering:
      return false;
  }
  __builtin_unreachable();
}

void Connection::enter(Phase phase, std::chrono::milliseconds allowed) {
  phase_ = phase;
  deadline_ = worker_.now() + allowed;
  timed_out_ = false;
  if (is_waiting()) {
    waiting_list_->add(*this);
  } else {
    waiting_list_->remove(*this);
  }
}

void Connection::evict() {
  evicted_ = true;
  error_code ignored;
  channel_.socket().close(ignored);
}

void Connection::enforce_deadline(std::chrono::steady_clock::time_point now) {
  // The command's own deadline is the writer's and the reads' concern.
  if (phase_ == Phase::handling) return;
  const bool unwanted = context_.stopping && input_.empty() && (phase_ == Phase::idle || phase_ == Phase::head);
  if (now < deadline_ && !unwanted) return;
  timed_out_ = true;
  // Again with every sweep, in case the coroutine was between two waits.
  error_code ignored;
  channel_.socket().cancel(ignored);
}

void Connection::demand_progress(std::size_t bytes) {
  using std::chrono::nanoseconds;
  const auto& limits = context_.limits;
  const auto rate = static_cast<nanoseconds::rep>(limits.upload_bytes_per_second_min);
  const auto earned = nanoseconds(std::chrono::seconds(bytes)) / rate;
  // A client that sent faster than required may not pause for longer than any other.
  upload_due_ = std::min(upload_due_ + earned, worker_.now());
  deadline_ = std::min(upload_end_, upload_due_ + limits.upload_grace);
}

}  // namespace ledger::api
