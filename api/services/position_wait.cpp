#include "api/services/position_wait.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>

#include "api/services/epoch_reading.hpp"

namespace ledger::api {
namespace {

using Clock = std::chrono::steady_clock;
using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

constexpr std::chrono::milliseconds patience{2'000};
/// Twice as long after each look: a position that never comes must not keep the readers busy.
constexpr std::chrono::milliseconds poll_interval_min{10};

}  // namespace

Task<bool> await_position(Services& services, PositionToken position, std::string_view field) {
  const Executor executor = co_await boost::asio::this_coro::executor;
  Timer timer(executor);
  const auto end = Clock::now() + patience;
  auto poll_interval = poll_interval_min;
  for (;;) {
    auto read_end = [journal = position.journal, &epochs = services.epochs](pqxx::transaction_base& transaction) {
      return end_of_journal(transaction, journal, epochs);
    };
    const PositionToken end_now = co_await services.reads.run(std::move(read_end));
    must_be_valid(services.epochs, position, field);
    const bool is_reached = end_now.position >= position.position;
    if (is_reached && services.epochs.of(position.journal).current() >= position.epoch) co_return true;
    if (Clock::now() >= end) co_return false;
    timer.expires_at(std::min(Clock::now() + poll_interval, end));
    poll_interval *= 2;
    co_await timer.async_wait(boost::asio::as_tuple(use_task));
  }
}

Task<void> await_epoch(Services& services, KnownPosition known) {
  if (!known.position || known.position->epoch <= services.epochs.of(known.position->journal).current()) co_return;
  const bool reached = co_await await_position(services, *known.position, known.field);
  if (!reached) throw ReadsUnavailable{position_not_reached_code, std::string(position_not_reached_detail)};
}

}  // namespace ledger::api
