// The parameters that follow '?' in a request's target.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "api/json/field_error.hpp"

namespace ledger::api {

/// Parameters with their percent signs decoded. '+' stands for itself, not for a blank, so that the offset in
/// `?date=2023-01-30T00:00:00+03:00` may be sent as it is.
class QueryString {
 public:
  /// Reads a query that may hold these names, each at most once. Otherwise an error that names the parameter.
  static std::variant<QueryString, FieldError> parse(std::string_view query, std::span<const std::string_view> known);

  /// The parameter's value, or nothing if it was not sent.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

/// Decodes %XX; nothing where a percent sign is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace ledger::api
