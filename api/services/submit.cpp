#include "api/services/submit.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <mutex>
#include <optional>
#include <utility>

// GCC 12 takes an awaitable's frame for one that another class has allocated, once everything is inlined here.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace ledger::api {
namespace {

/// The suspended coroutine. std::function wants something that can be copied, so ownership travels as a bare pointer:
/// from start() to the one call of the writer's completion.
template <class Handler, class Result>
struct SuspendedSubmit {
  Handler handler;
  Executor executor;
  Result result;

  /// Goes from the writer's thread back onto the coroutine's event loop.
  static void resume(std::unique_ptr<SuspendedSubmit> suspended) {
    const auto executor = suspended->executor;
    boost::asio::post(executor, [suspended = std::move(suspended)]() mutable {
      auto handler = std::move(suspended->handler);
      auto result = std::move(suspended->result);
      suspended.reset();
      std::move(handler)(std::move(result));
    });
  }
};

/// Suspends until `begin(completion)` has called its completion, by any thread, and returns what it was called with.
template <class Result, class Begin>
auto completion_of(Begin begin) {
  auto start = [begin = std::move(begin)](auto handler) mutable {
    using State = SuspendedSubmit<decltype(handler), Result>;
    const Executor executor = boost::asio::get_associated_executor(handler);
    auto* const state = new State{std::move(handler), executor, Result{}};
    begin([state](Result result) {
      std::unique_ptr<State> owned(state);
      owned->result = std::move(result);
      State::resume(std::move(owned));
    });
  };
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>&, void(Result)>(std::move(start),
                                                                                                  use_task);
}

}  // namespace

Task<Outcome> submit(Writer& writer, Command command, std::optional<TraceParent> trace) {
  std::optional<Command> closing;
  if (std::holds_alternative<ConfirmHold>(command) || std::holds_alternative<CancelHold>(command)) closing = command;
  Outcome outcome = co_await completion_of<Outcome>([&writer, &command, &trace](Writer::Completion completion) {
    writer.submit(std::move(command), std::move(completion), trace);
  });
  auto* const applied = std::get_if<Applied>(&outcome);
  // A hold that another request has ended is no repetition of this one.
  if (closing && applied != nullptr)
    applied->replayed = applied->replayed && matches_request(*closing, applied->recorded);
  co_return outcome;
}

Task<std::vector<Outcome>> submit_atomic(Writer& writer, std::vector<Command> commands,
                                         std::optional<TraceParent> trace) {
  co_return co_await completion_of<std::vector<Outcome>>(
      [&writer, &commands, &trace](Writer::UnitCompletion completion) {
        writer.submit_atomic(std::move(commands), std::move(completion), trace);
      });
}

/// Where the outcomes and whoever waits for them meet, in either order.
struct SubmittedCommands::Arrival {
  std::mutex mutex;
  std::optional<std::vector<Outcome>> outcomes;
  Writer::UnitCompletion waiting;

  void put(std::vector<Outcome> arrived) {
    Writer::UnitCompletion resume;
    {
      const std::lock_guard lock(mutex);
      if (!waiting) {
        outcomes = std::move(arrived);
        return;
      }
      resume = std::move(waiting);
    }
    resume(std::move(arrived));
  }

  void await(Writer::UnitCompletion completion) {
    {
      const std::lock_guard lock(mutex);
      if (!outcomes) {
        waiting = std::move(completion);
        return;
      }
    }
    completion(std::move(*outcomes));
  }
};

SubmittedCommands::SubmittedCommands(Writer& writer, std::vector<Command> commands,
                                     const std::optional<TraceParent>& trace)
    : arrival_(std::make_shared<Arrival>()) {
  auto put = [arrival = arrival_](std::vector<Outcome> outcomes) { arrival->put(std::move(outcomes)); };
  writer.submit_each(std::move(commands), std::move(put), trace);
}

Task<std::vector<Outcome>> SubmittedCommands::outcomes() const {
  // A reference: GCC 12 destroys twice what a lambda within a co_await owns.
  co_return co_await completion_of<std::vector<Outcome>>(
      [&arrival = *arrival_](Writer::UnitCompletion completion) { arrival.await(std::move(completion)); });
}

}  // namespace ledger::api
