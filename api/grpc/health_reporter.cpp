#include "api/grpc/health_reporter.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>

#include "api/services/database_check.hpp"

namespace ledger::api {
namespace {

using Clock = std::chrono::steady_clock;
using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

constexpr std::chrono::milliseconds look_interval{500};

Task<bool> is_ready(Services& services) {
  if (services.stopping || !services.writer.is_ready()) co_return false;
  try {
    co_await check_database(services);
  } catch (const ReadsUnavailable&) {
    co_return false;
  }
  co_return !services.stopping;
}

}  // namespace

Task<void> report_health(grpc::HealthCheckServiceInterface& health, Services& services) {
  Timer timer(co_await boost::asio::this_coro::executor);
  bool serving = false;
  while (!services.stopping) {
    const bool ready = co_await is_ready(services);
    if (ready != serving) health.SetServingStatus(ready);
    serving = ready;
    timer.expires_after(look_interval);
    co_await timer.async_wait(boost::asio::as_tuple(use_task));
  }
  health.SetServingStatus(false);
}

}  // namespace ledger::api
