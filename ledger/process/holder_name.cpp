#include "ledger/process/holder_name.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <random>

namespace ledger {

std::string make_holder_name() {
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) != 0) host[0] = '?';
  std::random_device random;
  return fmt::format("{}:{}:{:08x}", host.data(), getpid(), random());
}

}  // namespace ledger
