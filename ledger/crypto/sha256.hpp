// SHA-256 (FIPS 180-4) by OpenSSL, with one context used again and again: 0.2 µs an event instead of a microsecond.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "ledger/domain/event.hpp"

struct evp_md_ctx_st;

namespace ledger {

/// Not for use by several threads at once.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  /// The digest of `first` followed by `second`.
  Hash digest(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second);

 private:
  struct FreeContext {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, FreeContext> context_;
};

/// Fills the bytes from the operating system's generator by way of OpenSSL. Throws std::runtime_error.
void fill_with_random_bytes(std::span<std::uint8_t> bytes);

}  // namespace ledger
