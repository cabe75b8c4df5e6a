#include "api/services/context/password_pool.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <utility>

#include "api/auth/password.hpp"

namespace ledger::api {
namespace {

/// A suspended coroutine with what it waits for. std::function wants something that can be copied, hence shared.
template <class Handler, class Value>
struct SuspendedPassword {
  Handler handler;
  Executor executor;
  std::optional<Value> value;
  std::exception_ptr failure;

  /// Back onto the coroutine's event loop, where the handler is used up as well.
  static void resume(std::shared_ptr<SuspendedPassword> suspended) {
    const auto executor = suspended->executor;
    boost::asio::post(executor, [suspended = std::move(suspended)] {
      auto handler = std::move(suspended->handler);
      std::move(handler)(std::move(suspended->failure), std::move(suspended->value));
    });
  }
};

/// Attempts from one network take turns with those from others, however many they are.
std::string caller_at(const Hash& network) {
  std::string name;
  for (const auto byte : network) name += static_cast<char>(byte);
  return name;
}

}  // namespace

PasswordPool::PasswordPool(PasswordLimits limits, prometheus::Registry& metrics)
    : limits_(limits),
      queued_(prometheus::BuildGauge()
                  .Name("ledger_passwords_queued")
                  .Help("Passwords waiting to be hashed")
                  .Register(metrics)
                  .Add({})) {
  for (std::size_t made = 0; made < limits_.threads; ++made) threads_.emplace_back([this] { work(); });
}

PasswordPool::~PasswordPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
  while (!waiting_.empty()) waiting_.pop()(false);
}

Task<std::optional<std::string>> PasswordPool::hash(std::string password, std::string caller) {
  return run<std::string>(std::move(caller), [password = std::move(password)] { return hash_password(password); });
}

Task<std::optional<LoginVerdict>> PasswordPool::verify_login(std::string password, std::string hash, LoginGuard& guard,
                                                             LoginGuard::Attempt attempt) {
  return run<LoginVerdict>(caller_at(attempt.network),
                           [password = std::move(password), hash = std::move(hash), &guard, attempt] {
                             if (const auto wait = guard.wait(attempt, LoginGuard::Clock::now()))
                               return LoginVerdict{.wait = wait};
                             const bool matches = verify_password(password, hash.empty() ? unmatchable_hash() : hash);
                             if (matches) guard.succeeded(attempt);
                             if (!matches) guard.failed(attempt, LoginGuard::Clock::now());
                             return LoginVerdict{.matches = matches, .wait = std::nullopt};
                           });
}

template <class Value, class Work>
Task<std::optional<Value>> PasswordPool::run(std::string caller, Work work) {
  auto start = [this, &work, &caller](auto handler) {
    using State = SuspendedPassword<decltype(handler), Value>;
    const Executor executor = boost::asio::get_associated_executor(handler);
    std::shared_ptr<State> state(new State{std::move(handler), executor, std::nullopt, nullptr});
    push(caller, [state, work = std::move(work)](bool may_work) mutable {
      try {
        if (may_work) state->value = work();
      } catch (const std::exception&) {
        state->failure = std::current_exception();
      }
      State::resume(std::move(state));
    });
  };
  using Signature = void(std::exception_ptr, std::optional<Value>);
  co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>&, Signature>(start,
                                                                                                           use_task);
}

void PasswordPool::push(const std::string& caller, Job job) {
  std::unique_lock lock(mutex_);
  // A caller has at most as many as are left for others.
  const bool is_full = waiting_.size() >= limits_.queue_max;
  if (is_full || waiting_.size_of(caller) >= limits_.queue_max - waiting_.size()) {
    lock.unlock();
    return job(false);
  }
  waiting_.push(caller, std::move(job));
  queued_.Set(static_cast<double>(waiting_.size()));
  lock.unlock();
  changed_.notify_one();
}

void PasswordPool::work() {
  // Made by the first who asks, and its time must not be added to that of an unknown login.
  unmatchable_hash();
  for (;;) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    const auto job = waiting_.pop();
    queued_.Set(static_cast<double>(waiting_.size()));
    lock.unlock();
    job(true);
  }
}

}  // namespace ledger::api
