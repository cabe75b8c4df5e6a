// Reading the JSON that this ledger published itself: one object, whose numbers are taken digit by digit.
#pragma once

#include <rapidjson/document.h>

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace ledger {

/// The members of one JSON object. What is missing, or of another type, reads as nothing; members that nobody asks for
/// are ignored, so that newer programs may add some.
class JsonMembers {
 public:
  /// A text that is no JSON object has no members.
  explicit JsonMembers(std::string_view json) {
    document_.Parse<parse_flags>(json.data(), json.size());
    if (document_.HasParseError()) document_.SetNull();
    object_ = &document_;
  }
  /// A part of another one's document, which must outlive it.
  explicit JsonMembers(const rapidjson::Value& object) : object_(&object) {}
  JsonMembers(const JsonMembers&) = delete;
  JsonMembers& operator=(const JsonMembers&) = delete;

  [[nodiscard]] std::optional<std::string_view> text(const char* name) const {
    const auto* value = find(name);
    if (value == nullptr || !value->IsString()) return std::nullopt;
    return std::string_view(value->GetString(), value->GetStringLength());
  }

  /// A whole number that is not negative. With numbers kept as texts, "12" in quotes reads like 12.
  template <class Integer>
  [[nodiscard]] std::optional<Integer> number(const char* name) const {
    const auto digits = text(name);
    if (!digits) return std::nullopt;
    Integer number{};
    const auto* const end = digits->data() + digits->size();
    const auto [stop, error] = std::from_chars(digits->data(), end, number);
    if (digits->empty() || error != std::errc{} || stop != end || number < 0) return std::nullopt;
    return number;
  }

  [[nodiscard]] bool has(const char* name) const { return find(name) != nullptr; }
  [[nodiscard]] bool is_null(const char* name) const {
    const auto* value = find(name);
    return value != nullptr && value->IsNull();
  }
  [[nodiscard]] bool is_true(const char* name) const {
    const auto* value = find(name);
    return value != nullptr && value->IsTrue();
  }
  /// The array under the name, or null.
  [[nodiscard]] const rapidjson::Value* array(const char* name) const {
    const auto* value = find(name);
    return value != nullptr && value->IsArray() ? value : nullptr;
  }

 private:
  // Without recursion, and without floats; see RapidJSON's documentation of parsing ("Parse Flags").
  static constexpr unsigned parse_flags =
      rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;

  [[nodiscard]] const rapidjson::Value* find(const char* name) const {
    if (!object_->IsObject()) return nullptr;
    const auto member = object_->FindMember(name);
    return member == object_->MemberEnd() ? nullptr : &member->value;
  }

  rapidjson::Document document_;
  const rapidjson::Value* object_ = nullptr;
};

}  // namespace ledger
