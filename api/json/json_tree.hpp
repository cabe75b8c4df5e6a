// A whole JSON text from outside as a tree, for the few small documents that are nested: tokens and keys.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::api {

/// A value. Numbers are kept as they were written.
struct JsonTree {
  enum class Kind { null, boolean, number, text, array, object };

  static constexpr std::size_t depth_max = 8;
  static constexpr std::size_t values_max = 4096;

  Kind kind = Kind::null;
  /// A text's content, a number's digits, "true" or "false"; empty for the other kinds.
  std::string text = {};
  /// An array's elements, an object's values.
  std::vector<JsonTree> items = {};
  /// An object's names, in the order of `items`.
  std::vector<std::string> names = {};

  /// Parses exactly one object. Returns nothing if the text is not valid UTF-8, repeats a name within an object,
  /// exceeds the limits of depth or number of values, or is anything else.
  static std::optional<JsonTree> parse_object(std::string_view text);

  /// The member with this name, or null.
  [[nodiscard]] const JsonTree* find(std::string_view name) const;
  /// The member's content where it is a text.
  [[nodiscard]] std::optional<std::string_view> text_member(std::string_view name) const;
};

}  // namespace ledger::api
