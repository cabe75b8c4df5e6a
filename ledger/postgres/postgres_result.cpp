#include "ledger/postgres/postgres_result.hpp"

#include <cstring>
#include <stdexcept>

#include "ledger/postgres/network_order.hpp"

namespace ledger {
namespace {

template <class Integer>
Integer integer_at(const PGresult* result, int row, int column) {
  if (PQgetlength(result, row, column) != static_cast<int>(sizeof(Integer))) {
    throw std::logic_error("a column is not of the width that the program expects");
  }
  Integer value = 0;
  std::memcpy(&value, PQgetvalue(result, row, column), sizeof value);
  return swapped(value);
}

}  // namespace

bool PostgresResult::boolean(int row, int column) const {
  const auto byte = bytes(row, column);
  if (byte.size() != 1) throw std::logic_error("a column is no truth value");
  return byte[0] != 0;
}

std::int16_t PostgresResult::int16(int row, int column) const {
  return integer_at<std::int16_t>(result_.get(), row, column);
}

std::int64_t PostgresResult::int64(int row, int column) const {
  return integer_at<std::int64_t>(result_.get(), row, column);
}

std::span<const std::uint8_t> PostgresResult::bytes(int row, int column) const {
  return {reinterpret_cast<const std::uint8_t*>(PQgetvalue(result_.get(), row, column)),
          static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

std::string PostgresResult::text(int row, int column) const {
  const auto content = bytes(row, column);
  return {content.begin(), content.end()};
}

}  // namespace ledger
