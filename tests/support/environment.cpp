#include "tests/support/environment.hpp"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <stdexcept>

namespace ledger::test {

std::string required_environment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') {
    throw std::runtime_error(std::string(name) +
                             " is not set: run the tests by deploy/test, or start servers for "
                             "them by deploy/test --servers");
  }
  return value;
}

std::string consumers_program() { return LEDGER_SOURCE_DIR "/deploy/clients/consumers/run"; }

std::string unique_name(const std::string& prefix) {
  static std::atomic<int> counter{0};
  const auto start = std::chrono::steady_clock::now().time_since_epoch().count();
  return prefix + "_" + std::to_string(getpid()) + "_" + std::to_string(start % 1'000'000'000) + "_" +
         std::to_string(++counter);
}

}  // namespace ledger::test
