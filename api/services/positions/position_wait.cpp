#include "api/services/positions/position_wait.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>

#include "api/services/positions/epoch_reading.hpp"
#include "ledger/queries/recorded_by.hpp"

namespace ledger::api {
namespace {

using Clock = std::chrono::steady_clock;
using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

constexpr std::chrono::milliseconds patience{2'000};
/// Twice as long after each look: a position that never comes must not keep the readers busy.
constexpr std::chrono::milliseconds poll_interval_min{10};

ReadsUnavailable position_not_reached(std::string_view field) {
  return {.code = "position_not_reached",
          .detail = "this database has not reached the position within 2 s",
          .field = std::string(field)};
}

}  // namespace

Task<bool> await_position(AppContext& services, PositionToken position, std::string_view field) {
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

Task<void> await_minimum(AppContext& services, MinimumPosition least) {
  if (!least.position) co_return;
  // Not within the condition: GCC 12 lays the frame out wrong then, and the coroutine crashes.
  const bool reached = co_await await_position(services, *least.position, least.field);
  if (!reached) throw position_not_reached(least.field);
}

namespace {

/// Returns true if the clock is so far past the time that no clock which the writers trust can fall back behind it.
bool is_settled(const AppContext& services, const RecordedBy& found, Moment time) {
  if (found.is_passed) return true;
  const auto& clocks = services.writer.clocks();
  const bool is_confirmed = found.is_confirmed || services.writer.kafka_guard() == KafkaGuard::off;
  return found.is_quiet && is_confirmed && clocks.is_open() && found.clock - time > clocks.limits().difference_max;
}

Task<KnownPosition> position_at_time(AppContext& services, JournalId journal, Moment time, std::string_view field) {
  const Executor executor = co_await boost::asio::this_coro::executor;
  Timer timer(executor);
  const auto end = Clock::now() + patience;
  auto poll_interval = poll_interval_min;
  for (;;) {
    auto look = [journal, time, &epochs = services.epochs](pqxx::transaction_base& transaction) {
      const auto found = recorded_by(transaction, journal, time);
      learn_epochs(transaction, journal, found.stood.journal_epoch, epochs);
      return found;
    };
    const RecordedBy found = co_await services.reads.run(std::move(look));
    const auto now = Clock::now();
    const bool can_pass = time - found.clock < end - now;
    if (found.is_passed || found.is_quiet || !can_pass || now >= end) {
      co_return KnownPosition{.position = token_at(services.epochs, journal, found.stood.position),
                              .field = field,
                              .may_change = !is_settled(services, found, time)};
    }
    timer.expires_at(std::min(now + poll_interval, end));
    poll_interval *= 2;
    co_await timer.async_wait(boost::asio::as_tuple(use_task));
  }
}

}  // namespace

Task<KnownPosition> await_known(AppContext& services, JournalId journal, KnownPosition known) {
  if (known.time) co_return co_await position_at_time(services, journal, *known.time, known.field);
  if (!known.position || known.position->epoch <= services.epochs.of(known.position->journal).current())
    co_return known;
  const bool reached = co_await await_position(services, *known.position, known.field);
  if (!reached) throw position_not_reached({});
  co_return known;
}

}  // namespace ledger::api
