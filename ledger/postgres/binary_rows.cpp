#include "ledger/postgres/binary_rows.hpp"

#include <array>
#include <type_traits>

namespace ledger {
namespace {

// As PostgreSQL's manual describes them under COPY, "Binary Format".
constexpr std::array<std::uint8_t, 19> header = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', 0xFF, '\r', '\n', 0};
constexpr std::int16_t trailer = -1;

// A numeric's digits are of base 10000 (src/backend/utils/adt/numeric.c, numeric_recv).
constexpr unsigned numeric_base = 10'000;
constexpr std::uint16_t numeric_negative = 0x4000;
/// 128 bits have up to 39 decimal digits.
constexpr std::size_t numeric_digits_max = 10;

}  // namespace

void BinaryRows::clear() {
  bytes_.assign(header.begin(), header.end());
  count_ = 0;
}

template <class Integer>
void BinaryRows::append(Integer value) {
  const auto bits = static_cast<std::make_unsigned_t<Integer>>(value);
  std::array<std::uint8_t, sizeof bits> network;
  for (std::size_t index = 0; index < sizeof bits; ++index) {
    network[index] = static_cast<std::uint8_t>(bits >> (8 * (sizeof bits - 1 - index)));
  }
  bytes_.insert(bytes_.end(), network.begin(), network.end());
}

void BinaryRows::begin(std::int16_t column_count) {
  append(column_count);
  ++count_;
}

void BinaryRows::add_int16(std::int16_t value) {
  append<std::int32_t>(sizeof value);
  append(value);
}

void BinaryRows::add_int32(std::int32_t value) {
  append<std::int32_t>(sizeof value);
  append(value);
}

void BinaryRows::add_int64(std::int64_t value) {
  append<std::int32_t>(sizeof value);
  append(value);
}

void BinaryRows::add_numeric(WideSum value) {
  // Unsigned, because the least number has no positive counterpart.
  auto magnitude = value < 0 ? -static_cast<unsigned __int128>(value) : static_cast<unsigned __int128>(value);
  std::array<std::int16_t, numeric_digits_max> digits;
  std::size_t count = 0;
  while (magnitude > UINT64_MAX) {
    digits[count++] = static_cast<std::int16_t>(magnitude % numeric_base);
    magnitude /= numeric_base;
  }
  // Divisions of 64 bits are much faster, and nearly all numbers need no others.
  for (auto rest = static_cast<std::uint64_t>(magnitude); rest != 0; rest /= numeric_base) {
    digits[count++] = static_cast<std::int16_t>(rest % numeric_base);
  }
  append(static_cast<std::int32_t>(8 + 2 * count));
  append(static_cast<std::int16_t>(count));
  append(static_cast<std::int16_t>(count == 0 ? 0 : count - 1));
  append(value < 0 ? numeric_negative : std::uint16_t{0});
  append(std::int16_t{0});
  while (count > 0) append(digits[--count]);
}

void BinaryRows::add_bytes(std::span<const std::uint8_t> value) {
  append(static_cast<std::int32_t>(value.size()));
  bytes_.insert(bytes_.end(), value.begin(), value.end());
}

void BinaryRows::add_text(std::string_view value) {
  append(static_cast<std::int32_t>(value.size()));
  bytes_.insert(bytes_.end(), value.begin(), value.end());
}

void BinaryRows::copy(PostgresConnection& connection, const char* copy_sql) {
  if (count_ == 0) return;
  append(trailer);
  connection.copy_in(copy_sql, bytes_);
  clear();
}

}  // namespace ledger
