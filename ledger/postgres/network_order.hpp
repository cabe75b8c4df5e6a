// Whole numbers in network order, as PostgreSQL's binary formats have them.
#pragma once

#include <bit>
#include <cstdint>

namespace ledger {

static_assert(std::endian::native == std::endian::little, "values are swapped unconditionally");

/// The number with its bytes reversed; 2, 4 or 8 of them.
template <class Integer>
Integer swapped(Integer value) {
  static_assert(sizeof(Integer) == 2 || sizeof(Integer) == 4 || sizeof(Integer) == 8);
  if constexpr (sizeof(Integer) == 2) return static_cast<Integer>(__builtin_bswap16(static_cast<std::uint16_t>(value)));
  if constexpr (sizeof(Integer) == 4) return static_cast<Integer>(__builtin_bswap32(static_cast<std::uint32_t>(value)));
  if constexpr (sizeof(Integer) == 8) return static_cast<Integer>(__builtin_bswap64(static_cast<std::uint64_t>(value)));
}

}  // namespace ledger
