#include "ledger/crypto/uid_of_name.hpp"

#include <algorithm>

#include "ledger/crypto/sha256.hpp"

namespace ledger {

Uid uid_of_name(const NameSpace& name_space, std::span<const std::uint8_t> name) {
  constexpr std::uint8_t version = 0x80;
  constexpr std::uint8_t variant = 0x80;
  const auto digest = Sha256().digest(name_space, name);
  Uid uid;
  std::copy_n(digest.begin(), uid.bytes.size(), uid.bytes.begin());
  uid.bytes[6] = static_cast<std::uint8_t>((uid.bytes[6] & 0x0FU) | version);
  uid.bytes[8] = static_cast<std::uint8_t>((uid.bytes[8] & 0x3FU) | variant);
  return uid;
}

}  // namespace ledger
