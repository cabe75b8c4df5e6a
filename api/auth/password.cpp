#include "api/auth/password.hpp"

#include <argon2.h>

#include <array>
#include <cstdint>
#include <stdexcept>

#include "ledger/crypto/sha256.hpp"

namespace ledger::api {
namespace {

// The least that OWASP's password storage sheet asks for: 19 MiB, two passes, one lane.
constexpr std::uint32_t passes = 2;
constexpr std::uint32_t memory_kib = 19 * 1024;
constexpr std::uint32_t lanes = 1;
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t hash_bytes = 32;
constexpr std::size_t encoded_bytes_max = 160;

}  // namespace

std::string hash_password(std::string_view password) {
  std::array<std::uint8_t, salt_bytes> salt{};
  fill_with_random_bytes(salt);
  std::array<char, encoded_bytes_max> encoded{};
  const int result = argon2id_hash_encoded(passes, memory_kib, lanes, password.data(), password.size(), salt.data(),
                                           salt.size(), hash_bytes, encoded.data(), encoded.size());
  if (result != ARGON2_OK) throw std::runtime_error(std::string("argon2: ") + argon2_error_message(result));
  return encoded.data();
}

bool verify_password(std::string_view password, const std::string& hash) {
  const int result = argon2id_verify(hash.c_str(), password.data(), password.size());
  if (result == ARGON2_MEMORY_ALLOCATION_ERROR) throw std::bad_alloc();
  return result == ARGON2_OK;
}

const std::string& unmatchable_hash() {
  static const std::string hash = [] {
    std::array<std::uint8_t, hash_bytes> secret{};
    fill_with_random_bytes(secret);
    return hash_password({reinterpret_cast<const char*>(secret.data()), secret.size()});
  }();
  return hash;
}

}  // namespace ledger::api
