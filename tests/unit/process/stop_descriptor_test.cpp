// A request to stop wakes who waits for a descriptor.
#include "ledger/process/stop_descriptor.hpp"

#include "tests/support/catch.hpp"

namespace ledger {
namespace {

bool is_raised(const StopDescriptor& signal) {
  auto waiting = signal.waiting();
  return poll(&waiting, 1, 0) == 1;
}

}  // namespace

TEST_CASE("A stop descriptor is raised by a request to stop, also one that came before", "[process]") {
  std::stop_source source;
  const StopDescriptor before(source.get_token());
  CHECK_FALSE(is_raised(before));
  source.request_stop();
  CHECK(is_raised(before));
  CHECK(is_raised(before));
  CHECK(is_raised(StopDescriptor(source.get_token())));
}

TEST_CASE("A stop descriptor without anybody to request a stop is never raised", "[process]") {
  CHECK_FALSE(is_raised(StopDescriptor(std::stop_token())));
}

}  // namespace ledger
