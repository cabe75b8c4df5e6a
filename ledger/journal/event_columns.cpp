#include "ledger/journal/event_columns.hpp"

namespace ledger {

/// Adds an event's values, each to the next column of its type.
class EventColumns::Adder {
 public:
  explicit Adder(EventColumns& columns) : columns_(columns) {}

  void operator()(std::int64_t value) { columns_.numbers_[number_++].push_back(value); }
  void operator()(std::int16_t value) { columns_.small_numbers_[small_number_++].push_back(value); }
  void operator()(std::string_view value) { columns_.texts_[text_++].push_back(value); }
  void operator()(std::span<const std::uint8_t> value) { columns_.bytes_[bytes_++].push_back(value); }

 private:
  EventColumns& columns_;
  std::size_t number_ = 0;
  std::size_t small_number_ = 0;
  std::size_t text_ = 0;
  std::size_t bytes_ = 0;
};

EventColumns::EventColumns(std::size_t event_count) {
  for (auto& column : numbers_) column.reserve(event_count);
  for (auto& column : small_numbers_) column.reserve(event_count);
  for (auto& column : texts_) column.reserve(event_count);
  for (auto& column : bytes_) column.reserve(event_count);
}

void EventColumns::add(const Event& event) { visit_columns(event, Adder(*this)); }

void EventColumns::add_to(PostgresParameters& parameters) const {
  const auto& [uids, text_hashes, hashes] = bytes_;
  for (const auto& column : numbers_) parameters.add_int64_array(column);
  parameters.add_uuid_array(uids);
  for (const auto& column : small_numbers_) parameters.add_int16_array(column);
  for (const auto& column : texts_) parameters.add_text_array(column);
  parameters.add_bytea_array(text_hashes);
  parameters.add_bytea_array(hashes);
}

}  // namespace ledger
