// Typed fields out of a JSON object, with everything that is wrong collected.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/json/field_values.hpp"
#include "api/json/json_object.hpp"

namespace ledger::api {

/// Every reading function takes the field's name, and returns nothing if an optional field is missing (or null) and
/// also if it is wrong; errors() tells the two apart. A field that no function asked for is unknown.
class FieldReader {
 public:
  explicit FieldReader(const JsonObject& object) : object_(object) {}

  /// The field must be there.
  FieldReader& require(std::string_view field);

  /// The field must be there, but it may be null.
  FieldReader& require_or_null(std::string_view field);

  /// A text of 1 to `bytes_max` bytes without NUL, which PostgreSQL cannot store.
  std::optional<std::string> text(std::string_view field, std::size_t bytes_max);
  /// A decimal number, in a text or as a JSON number; read digit by digit.
  std::optional<Decimal> decimal(std::string_view field);
  std::optional<Uid> chosen_uid(std::string_view field);
  std::optional<Moment> moment(std::string_view field);
  std::optional<Currency> currency(std::string_view field);
  /// A whole number greater than zero, as a JSON number or, for programs that have only doubles, in a text.
  std::optional<AccountId> account(std::string_view field);

  /// A whole number from `least` to `most`, sent in the same way.
  std::optional<std::int64_t> integer(std::string_view field, std::int64_t least, std::int64_t most);
  /// Returns the service that a hold is for: see FieldValues::service.
  std::optional<std::string> service(std::string_view field);

  /// Returns true if the field is there, though it may be null. It does not count as read.
  [[nodiscard]] bool has(std::string_view field) const { return object_.find(field) != nullptr; }
  /// Returns true if the field is exactly this text. The field does not count as read.
  [[nodiscard]] bool has_text(std::string_view field, std::string_view text) const;

  /// Notes an error that the caller found.
  void refuse(std::string_view field, std::string_view code, std::string detail);

  /// All errors, unknown fields last; empty if everything is right. Call it after the last field was asked for.
  [[nodiscard]] std::vector<FieldError> errors() const;

 private:
  const JsonMember* member(std::string_view field);
  const JsonMember* text_member(std::string_view field);
  /// A number, or a text that may hold one.
  const JsonMember* number_member(std::string_view field, std::string_view what);

  const JsonObject& object_;
  std::vector<std::string_view> known_;
  FieldValues values_;
};

}  // namespace ledger::api
