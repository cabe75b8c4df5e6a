#include "api/services/submit.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <memory>

namespace ledger::api {
namespace {

/// The suspended coroutine. std::function wants something that can be copied, so ownership travels as a bare pointer:
/// from start() to the one call of the writer's completion.
template <class Handler>
struct Suspended {
  Handler handler;
  Executor executor;
  Outcome outcome;

  /// From the writer's thread back onto the coroutine's event loop.
  static void resume(std::unique_ptr<Suspended> suspended) {
    const auto executor = suspended->executor;
    boost::asio::post(executor, [suspended = std::move(suspended)]() mutable {
      auto handler = std::move(suspended->handler);
      auto outcome = std::move(suspended->outcome);
      suspended.reset();
      std::move(handler)(std::move(outcome));
    });
  }
};

}  // namespace

Task<Outcome> submit(Writer& writer, Command command) {
  auto start = [&writer, &command](auto handler) {
    using State = Suspended<decltype(handler)>;
    const Executor executor = boost::asio::get_associated_executor(handler);
    auto* const state = new State{std::move(handler), executor, Outcome{}};
    writer.submit(std::move(command), [state](Outcome outcome) {
      std::unique_ptr<State> owned(state);
      owned->outcome = std::move(outcome);
      State::resume(std::move(owned));
    });
  };
  co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>&, void(Outcome)>(
      start, use_task);
}

}  // namespace ledger::api
