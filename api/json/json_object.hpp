// A JSON object from outside, taken apart without trusting it.
#pragma once

#include <memory>
#include <string_view>
#include <variant>
#include <vector>

#include "api/json/field_error.hpp"

namespace ledger::api {

enum class JsonKind { null, boolean, number, text, compound };

/// One member. `text` is a text's content, or a number exactly as it was written; empty for the other kinds.
struct JsonMember {
  std::string_view name;
  JsonKind kind = JsonKind::null;
  std::string_view text;
};

/// The reason why a body is refused as a whole. `field` is empty if no single member is the reason.
using JsonError = FieldError;

/// A flat object: members that are themselves objects or arrays are only noted as such.
class JsonObject {
 public:
  /// Nesting beyond this is refused, though nothing here is recursive.
  static constexpr int depth_max = 16;
  static constexpr std::size_t members_max = 64;

  /// Parses one object with nothing after it. Strict: valid UTF-8 only, also behind \u escapes, and no duplicate
  /// names. Numbers are kept as text, so that no float ever stands between a client and an amount.
  static std::variant<JsonObject, JsonError> parse(std::string_view body);

  [[nodiscard]] const std::vector<JsonMember>& members() const { return members_; }
  /// The member with this name, or null.
  [[nodiscard]] const JsonMember* find(std::string_view name) const;

 private:
  class Builder;

  /// The body, decoded in place; the members are views into it.
  std::unique_ptr<char[]> text_;
  std::vector<JsonMember> members_;
};

}  // namespace ledger::api
