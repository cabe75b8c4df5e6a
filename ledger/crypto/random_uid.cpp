#include "ledger/crypto/random_uid.hpp"

#include <chrono>
#include <cstdint>

#include "ledger/crypto/sha256.hpp"

namespace ledger {

Uid random_uid() {
  constexpr std::size_t time_bytes = 6;
  constexpr std::uint8_t version = 0x70;
  constexpr std::uint8_t variant = 0x80;
  Uid uid;
  fill_with_random_bytes(uid.bytes);
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  auto milliseconds = static_cast<std::uint64_t>(std::chrono::floor<std::chrono::milliseconds>(since_epoch).count());
  for (std::size_t index = time_bytes; index > 0; --index) {
    uid.bytes[index - 1] = static_cast<std::uint8_t>(milliseconds);
    milliseconds >>= 8U;
  }
  uid.bytes[6] = static_cast<std::uint8_t>((uid.bytes[6] & 0x0FU) | version);
  uid.bytes[8] = static_cast<std::uint8_t>((uid.bytes[8] & 0x3FU) | variant);
  return uid;
}

}  // namespace ledger
