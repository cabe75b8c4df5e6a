#include "api/grpc/health_reporter.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>

#include "api/services/readiness.hpp"

namespace ledger::api {
namespace {

using Clock = std::chrono::steady_clock;
using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

/// The database is asked every second; a drain is to be seen sooner.
constexpr std::chrono::milliseconds pause{250};
constexpr int pauses_a_look = 4;

/// The state that the health service was given last.
struct Fields {
  bool reads = false;
  bool writes = false;
};

void tell_reads(grpc::HealthCheckServiceInterface& health, bool serving) {
  for (const auto* name : read_health_names) health.SetServingStatus(name, serving);
}

}  // namespace

Task<void> report_health(grpc::HealthCheckServiceInterface& health, AppContext& services) {
  Timer timer(co_await boost::asio::this_coro::executor);
  Fields told;
  while (!services.stopping) {
    const auto obstacles = co_await current_obstacles(services);
    const Fields now{.reads = allow_reads(obstacles), .writes = allow_writes(obstacles)};
    if (now.reads != told.reads) tell_reads(health, now.reads);
    if (now.writes != told.writes) health.SetServingStatus(writes_health_name, now.writes);
    told = now;
    for (int passed = 0; passed < pauses_a_look && !services.stopping; ++passed) {
      timer.expires_after(pause);
      co_await timer.async_wait(boost::asio::as_tuple(use_task));
    }
  }
  health.SetServingStatus(false);
}

}  // namespace ledger::api
