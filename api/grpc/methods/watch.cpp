// Watch: a stream of events to one client, until the client goes or the program stops.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include "api/grpc/calls/messages.hpp"
#include "api/grpc/calls/request_fields.hpp"
#include "api/grpc/methods/methods.hpp"
#include "api/services/reads/event_stream.hpp"

namespace ledger::api {
namespace {

using Clock = std::chrono::steady_clock;
using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

/// Events are put into one message up to about so much: gRPC does not tell how much of a message a slow client has
/// taken, and one that takes a kilobyte a second has this much within the time allowed.
constexpr std::size_t message_bytes = std::size_t{32} * 1024;

/// gRPC's callbacks on one side, a coroutine on an event loop on the other. The callbacks only post to the loop, so all
/// that is not said to be gRPC's is touched by the loop's thread alone.
class WatchCall final : public grpc::ServerWriteReactor<v1::WatchResponse>,
                        public std::enable_shared_from_this<WatchCall> {
 public:
  WatchCall(EventLoop& loop, grpc::CallbackServerContext* context, std::chrono::milliseconds write_patience)
      : loop_(loop), context_(context), write_patience_(write_patience) {}

  /// gRPC holds the call until OnDone().
  void keep() { self_ = shared_from_this(); }

  /// Sends the stream's events to the client until one of them ends. Returns the status to end with.
  Task<grpc::Status> follow(EventStream& stream);

  void OnWriteDone(bool ok) override {
    post([ok](WatchCall& call) {
      call.writing_ = false;
      call.gone_ = call.gone_ || !ok;
    });
  }
  void OnCancel() override {
    post([](WatchCall& call) { call.gone_ = true; });
  }
  void OnDone() override { self_.reset(); }

 private:
  /// Lets the coroutine be woken for as long as it runs.
  class Awake;

  /// Changes the call on its loop, and wakes the coroutine.
  template <class Change>
  void post(Change change) {
    loop_.post([call = shared_from_this(), change] {
      change(*call);
      if (call->timer_ != nullptr) call->timer_->cancel();
    });
  }

  Task<void> send_all(const EventStream& stream);
  Task<void> send();
  Task<void> wait(EventStream& stream, Clock::time_point end);

  EventLoop& loop_;
  grpc::CallbackServerContext* const context_;
  const std::chrono::milliseconds write_patience_;
  std::shared_ptr<WatchCall> self_;
  /// The coroutine's.
  Timer* timer_ = nullptr;
  v1::WatchResponse response_;
  bool writing_ = false;
  bool gone_ = false;
};

class WatchCall::Awake {
 public:
  Awake(WatchCall& call, const Executor& executor) : call_(call), timer_(executor) { call_.timer_ = &timer_; }
  ~Awake() { call_.timer_ = nullptr; }
  Awake(const Awake&) = delete;
  Awake& operator=(const Awake&) = delete;

 private:
  WatchCall& call_;
  Timer timer_;
};

Task<void> WatchCall::send_all(const EventStream& stream) {
  response_.Clear();
  std::size_t bytes = 0;
  for (const auto& event : stream.events()) {
    auto& added = *response_.add_events();
    fill(added, *event, stream.epoch_of(*event));
    bytes += added.ByteSizeLong();
    if (bytes < message_bytes) continue;
    response_.set_position(stream.position_behind(*event));
    co_await send();
    if (gone_) co_return;
    response_.Clear();
    bytes = 0;
  }
  response_.set_position(stream.position());
  co_await send();
}

Task<void> WatchCall::send() {
  writing_ = true;
  StartWrite(&response_);
  timer_->expires_after(write_patience_);
  while (writing_) {
    co_await timer_->async_wait(boost::asio::as_tuple(use_task));
    const bool late = Clock::now() >= timer_->expiry();
    if (!writing_ || !late) continue;
    // gRPC gives the message back as not written then.
    context_->TryCancel();
    timer_->expires_at(Clock::time_point::max());
  }
}

Task<void> WatchCall::wait(EventStream& stream, Clock::time_point end) {
  timer_->expires_at(end);
  const bool quiet = stream.call_when_moved([call = shared_from_this()] { call->post([](WatchCall&) {}); });
  if (quiet && !gone_) co_await timer_->async_wait(boost::asio::as_tuple(use_task));
}

Task<grpc::Status> WatchCall::follow(EventStream& stream) {
  const Executor executor = co_await boost::asio::this_coro::executor;
  const Awake awake(*this, executor);
  // The first message comes at once, so that the client knows where it stands.
  auto heartbeat = Clock::now();
  while (!gone_) {
    const auto state = co_await stream.advance();
    if (state != EventStream::State::following) co_return status_of(state);
    if (stream.events().empty() && Clock::now() < heartbeat) {
      co_await wait(stream, stream.look_again_by(heartbeat));
      continue;
    }
    co_await send_all(stream);
    heartbeat = Clock::now() + stream_heartbeat_interval;
  }
  co_return grpc::Status(grpc::StatusCode::CANCELLED, "the client has gone");
}

/// Returns the query, or the status that says what is wrong with the request.
Result<StreamQuery, grpc::Status> stream_query(const v1::WatchRequest& request) {
  RequestFields fields;
  StreamQuery query{.account = std::nullopt, .after = request.after()};
  if (request.has_account_id()) query.account = fields.account("account_id", request.account_id());
  if (!fields.errors().empty()) return status_of(fields.errors());
  return query;
}

Task<grpc::Status> answer(AppContext& services, const Principal& principal, StreamQuery query, WatchCall& call) {
  auto begun = co_await EventStream::begin(services, principal, std::move(query));
  if (!begun) co_return status_of(begun.refusal());
  co_return co_await call.follow(**begun);
}

/// A call as its coroutine owns it. The guard, which is destroyed first, ends the call.
struct Work {
  std::shared_ptr<WatchCall> call;
  AppContext& services;
  PrincipalPointer principal;
  StreamQuery query;
  CallGuard guard;
};

Task<void> perform(std::unique_ptr<Work> work) {
  grpc::Status status;
  try {
    status = co_await answer(work->services, *work->principal, work->query, *work->call);
  } catch (...) {
    status = CallDispatcher::status_of_failure(work->guard.names());
  }
  work->guard.finish(status);
}

}  // namespace

grpc::ServerWriteReactor<v1::WatchResponse>* rpc_watch(CallDispatcher& dispatcher, const Rpc& rpc,
                                                       grpc::CallbackServerContext* context,
                                                       const v1::WatchRequest& request) {
  auto& loop = dispatcher.next_loop();
  auto call = std::make_shared<WatchCall>(loop, context, dispatcher.limits().write_patience);
  call->keep();
  auto* const reactor = call.get();
  CallGuard guard(dispatcher.counts(), rpc, *context,
                  [reactor](const grpc::Status& status) { reactor->Finish(status); });
  auto admitted = dispatcher.admit(rpc, *context, request);
  auto query = stream_query(request);
  if (!admitted) {
    guard.finish(admitted.refusal());
  } else if (!query) {
    guard.finish(query.refusal());
  } else {
    std::unique_ptr<Work> work(
        new Work{std::move(call), dispatcher.services(), std::move(*admitted), std::move(*query), std::move(guard)});
    loop.spawn(perform(std::move(work)));
  }
  return reactor;
}

}  // namespace ledger::api
