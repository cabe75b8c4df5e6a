#include "api/services/position_wait.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>

#include "ledger/journal/transactions.hpp"

namespace ledger::api {
namespace {

using Clock = std::chrono::steady_clock;
using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

constexpr std::chrono::milliseconds patience{2'000};
/// Twice as long after each look: a position that never comes must not keep the readers busy.
constexpr std::chrono::milliseconds poll_interval_min{10};

}  // namespace

Task<bool> await_position(Services& services, PositionToken position) {
  const Executor executor = co_await boost::asio::this_coro::executor;
  Timer timer(executor);
  const auto end = Clock::now() + patience;
  auto poll_interval = poll_interval_min;
  for (;;) {
    auto read_head = [journal = position.journal](pqxx::transaction_base& transaction) {
      return last_position(transaction, journal);
    };
    const Position head = co_await services.reads.run(std::move(read_head));
    if (head >= position.position) co_return true;
    if (Clock::now() >= end) co_return false;
    timer.expires_at(std::min(Clock::now() + poll_interval, end));
    poll_interval *= 2;
    co_await timer.async_wait(boost::asio::as_tuple(use_task));
  }
}

}  // namespace ledger::api
