#include "ledger/postgres/postgres_parameters.hpp"

#include <cstring>

#include "ledger/postgres/network_order.hpp"

namespace ledger {
namespace {

// Object ids of built-in types (pg_type.dat); they never change.
constexpr std::uint32_t bytea_type = 17;
constexpr std::uint32_t int8_type = 20;
constexpr std::uint32_t int2_type = 21;
constexpr std::uint32_t text_type = 25;
constexpr std::uint32_t uuid_type = 2950;

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

void PostgresParameters::clear() {
  bytes_.clear();
  offsets_.clear();
}

void PostgresParameters::begin() { offsets_.push_back(bytes_.size()); }

void PostgresParameters::append(std::span<const std::uint8_t> bytes) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

template <class Integer>
void PostgresParameters::append_integer(Integer value) {
  const auto network = swapped(value);
  append({reinterpret_cast<const std::uint8_t*>(&network), sizeof network});
}

void PostgresParameters::add_int16(std::int16_t value) {
  begin();
  append_integer(value);
}

void PostgresParameters::add_int64(std::int64_t value) {
  begin();
  append_integer(value);
}

void PostgresParameters::add_text(std::string_view text) {
  begin();
  append(bytes_of(text));
}

void PostgresParameters::add_bytes(std::span<const std::uint8_t> bytes) {
  begin();
  append(bytes);
}

void PostgresParameters::begin_array(std::uint32_t element_type, std::size_t count) {
  begin();
  // As array_recv reads it (src/backend/utils/adt/arrayfuncs.c): dimensions, has nulls, type, then each dimension's
  // length and lower bound.
  append_integer<std::int32_t>(1);
  append_integer<std::int32_t>(0);
  append_integer(element_type);
  append_integer(static_cast<std::int32_t>(count));
  append_integer<std::int32_t>(1);
}

void PostgresParameters::add_int16_array(std::span<const std::int16_t> values) {
  begin_array(int2_type, values.size());
  for (const auto value : values) {
    append_integer<std::int32_t>(sizeof value);
    append_integer(value);
  }
}

void PostgresParameters::add_int64_array(std::span<const std::int64_t> values) {
  begin_array(int8_type, values.size());
  for (const auto value : values) {
    append_integer<std::int32_t>(sizeof value);
    append_integer(value);
  }
}

void PostgresParameters::add_sized_array(std::uint32_t element_type,
                                         std::span<const std::span<const std::uint8_t>> values) {
  begin_array(element_type, values.size());
  for (const auto& value : values) {
    append_integer(static_cast<std::int32_t>(value.size()));
    append(value);
  }
}

void PostgresParameters::add_uuid_array(std::span<const std::span<const std::uint8_t>> values) {
  add_sized_array(uuid_type, values);
}

void PostgresParameters::add_bytea_array(std::span<const std::span<const std::uint8_t>> values) {
  add_sized_array(bytea_type, values);
}

void PostgresParameters::add_text_array(std::span<const std::string_view> values) {
  begin_array(text_type, values.size());
  for (const auto& value : values) {
    append_integer(static_cast<std::int32_t>(value.size()));
    append(bytes_of(value));
  }
}

void PostgresParameters::begin_row(int fields) {
  row_length_at_ = bytes_.size();
  append_integer<std::int32_t>(0);
  // As record_recv reads it (src/backend/utils/adt/rowtypes.c): the number of fields, then each one's type, length and
  // value.
  append_integer<std::int32_t>(fields);
}

void PostgresParameters::begin_field(std::uint32_t type, std::size_t bytes) {
  append_integer(type);
  append_integer(static_cast<std::int32_t>(bytes));
}

void PostgresParameters::add_field(std::int64_t value) {
  begin_field(int8_type, sizeof value);
  append_integer(value);
}

void PostgresParameters::add_field(std::int16_t value) {
  begin_field(int2_type, sizeof value);
  append_integer(value);
}

void PostgresParameters::add_field(std::string_view text) {
  begin_field(text_type, text.size());
  append(bytes_of(text));
}

void PostgresParameters::add_uuid_field(std::span<const std::uint8_t> bytes) {
  begin_field(uuid_type, bytes.size());
  append(bytes);
}

void PostgresParameters::add_bytea_field(std::span<const std::uint8_t> bytes) {
  begin_field(bytea_type, bytes.size());
  append(bytes);
}

void PostgresParameters::end_row() {
  const auto length = swapped(static_cast<std::int32_t>(bytes_.size() - row_length_at_ - sizeof(std::int32_t)));
  std::memcpy(bytes_.data() + row_length_at_, &length, sizeof length);
}

void PostgresParameters::expose(std::vector<const char*>& values, std::vector<int>& lengths,
                                std::vector<int>& formats) const {
  // An empty text at the end still needs an address that is not null, which would mean SQL's null.
  static constexpr char nothing[] = "";
  for (std::size_t index = 0; index < offsets_.size(); ++index) {
    const auto start = offsets_[index];
    const auto end = index + 1 < offsets_.size() ? offsets_[index + 1] : bytes_.size();
    values.push_back(start == end ? nothing : reinterpret_cast<const char*>(bytes_.data() + start));
    lengths.push_back(static_cast<int>(end - start));
    formats.push_back(1);
  }
}

}  // namespace ledger
