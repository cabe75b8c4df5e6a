// JSON in tests: short to ask.
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <memory>
#include <string>

namespace ledger::test {

/// A JSON value with the document that it belongs to.
class Json {
 public:
  /// Throws std::runtime_error for a text that is no JSON.
  static Json parse(const std::string& text);

  /// The member as text: a string's content, another value's JSON ("null", "17"), or "missing".
  [[nodiscard]] std::string operator[](const char* name) const;
  /// The member itself. Throws std::runtime_error if there is none.
  [[nodiscard]] Json member(const char* name) const;
  /// The elements' number; an object's members' number.
  [[nodiscard]] std::size_t size() const;
  /// The element of an array. Throws std::runtime_error if there is none.
  [[nodiscard]] Json at(std::size_t index) const;
  [[nodiscard]] std::string text() const;
  [[nodiscard]] const rapidjson::Value& value() const { return *value_; }

 private:
  Json(std::shared_ptr<rapidjson::Document> document, const rapidjson::Value* value)
      : document_(std::move(document)), value_(value) {}

  std::shared_ptr<rapidjson::Document> document_;
  const rapidjson::Value* value_;
};

/// An amount of a currency with two decimals, such as "-0.50", in minor units.
std::int64_t cents(std::string amount);

}  // namespace ledger::test
