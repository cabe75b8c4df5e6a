// Writes one JSON text, member by member.
#pragma once

#include <rapidjson/writer.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ledger::api {

/// Texts must be valid UTF-8. Every begin needs its end before text() is taken.
class JsonWriter {
 public:
  JsonWriter() : stream_{&text_}, writer_(stream_) { text_.reserve(512); }
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void begin_object() { writer_.StartObject(); }
  void end_object() { writer_.EndObject(); }
  void begin_array() { writer_.StartArray(); }
  void end_array() { writer_.EndArray(); }

  void name(std::string_view name) { writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }
  void value(std::string_view text) { writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size())); }

  void member(std::string_view key, std::string_view text) {
    name(key);
    value(text);
  }
  void member(std::string_view key, const char* text) { member(key, std::string_view(text)); }
  /// A truth is no number; see raw_member().
  void member(std::string_view key, bool truth) = delete;
  void member(std::string_view key, std::int64_t number) {
    name(key);
    writer_.Int64(number);
  }
  /// A number that is a text already: digits, with a point at most.
  void number_member(std::string_view key, std::string_view digits) {
    name(key);
    writer_.RawValue(digits.data(), digits.size(), rapidjson::kNumberType);
  }
  /// JSON that was written elsewhere.
  void raw_member(std::string_view key, std::string_view json) {
    name(key);
    writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
  }
  void null_member(std::string_view key) {
    name(key);
    writer_.Null();
  }

  /// Returns the text written since the last call. A text that is taken piece by piece may be of any length.
  [[nodiscard]] std::string take() { return std::exchange(text_, {}); }

 private:
  /// The output stream that RapidJSON writes to.
  struct StringStream {
    using Ch = char;
    std::string* text;
    void Put(char character) { text->push_back(character); }
    void Flush() {}
  };

  std::string text_;
  StringStream stream_;
  rapidjson::Writer<StringStream> writer_;
};

}  // namespace ledger::api
