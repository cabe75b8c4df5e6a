// Sleeping until the time is over or a stop is requested, and the name of a lease's holder.
#include <thread>

#include "ledger/process/holder_name.hpp"
#include "ledger/process/interruptible_sleep.hpp"
#include "tests/support/catch.hpp"

namespace ledger::test {

TEST_CASE("A sleep lasts its time unless a stop is requested", "[process]") {
  std::stop_source stop;
  const auto begin = std::chrono::steady_clock::now();
  CHECK(sleep_unless_stopped(stop.get_token(), std::chrono::milliseconds(20)));
  CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(20));

  std::jthread stopper([&] { stop.request_stop(); });
  CHECK_FALSE(sleep_unless_stopped(stop.get_token(), std::chrono::hours(1)));
  CHECK_FALSE(sleep_unless_stopped(stop.get_token(), std::chrono::milliseconds(0)));
}

TEST_CASE("Two holders of leases never have the same name", "[process]") {
  CHECK(make_holder_name() != make_holder_name());
}

}  // namespace ledger::test
