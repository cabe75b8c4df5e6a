// Parameters of a PostgreSQL statement in its binary formats, which spare both sides writing and reading text.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ledger {

/// Parameters of a statement in binary. They own their bytes and can be kept and used again after clear().
class PostgresParameters {
 public:
  void clear();
  void add_int16(std::int16_t value);
  void add_int64(std::int64_t value);
  void add_text(std::string_view text);
  void add_bytes(std::span<const std::uint8_t> bytes);
  /// One-dimensional arrays without nulls; the element's type is fixed by the statement.
  void add_int16_array(std::span<const std::int16_t> values);
  void add_int64_array(std::span<const std::int64_t> values);
  void add_uuid_array(std::span<const std::span<const std::uint8_t>> values);
  void add_text_array(std::span<const std::string_view> values);
  void add_bytea_array(std::span<const std::span<const std::uint8_t>> values);

  /// An array of rows of a composite type: begin_rows(), then for each row begin_row(), its fields in order and
  /// end_row(). `row_type` is the type's object id.
  void begin_rows(std::uint32_t row_type, std::size_t count) { begin_array(row_type, count); }
  void begin_row(int fields);
  void add_field(std::int64_t value);
  void add_field(std::int16_t value);
  void add_field(std::string_view text);
  void add_uuid_field(std::span<const std::uint8_t> bytes);
  void add_bytea_field(std::span<const std::uint8_t> bytes);
  void end_row();

  [[nodiscard]] int count() const { return static_cast<int>(offsets_.size()); }
  /// Pointers and lengths as libpq takes them, valid until the next change.
  void expose(std::vector<const char*>& values, std::vector<int>& lengths, std::vector<int>& formats) const;

 private:
  void begin();
  void append(std::span<const std::uint8_t> bytes);
  template <class Integer>
  void append_integer(Integer value);
  void begin_array(std::uint32_t element_type, std::size_t count);
  void add_sized_array(std::uint32_t element_type, std::span<const std::span<const std::uint8_t>> values);
  void begin_field(std::uint32_t type, std::size_t bytes);

  std::vector<std::uint8_t> bytes_;
  std::vector<std::size_t> offsets_;
  /// Where the length of the row that was begun stands.
  std::size_t row_length_at_ = 0;
};

}  // namespace ledger
