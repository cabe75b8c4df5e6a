#include "api/http/message/query_string.hpp"

#include <algorithm>
#include <charconv>

#include "api/json/utf8.hpp"

namespace ledger::api {

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  while (!text.empty()) {
    if (text.front() != '%') {
      decoded.push_back(text.front());
      text.remove_prefix(1);
      continue;
    }
    unsigned value = 0;
    if (text.size() < 3) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + 3, value, 16);
    if (error != std::errc{} || end != text.data() + 3) return std::nullopt;
    decoded.push_back(static_cast<char>(value));
    text.remove_prefix(3);
  }
  return decoded;
}

std::variant<QueryString, FieldError> QueryString::parse(std::string_view query,
                                                         std::span<const std::string_view> known) {
  QueryString result;
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto part = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
    if (part.empty()) continue;
    const auto equals = part.find('=');
    auto name = percent_decoded(part.substr(0, equals));
    auto value = percent_decoded(equals == std::string_view::npos ? std::string_view{} : part.substr(equals + 1));
    if (!name || std::find(known.begin(), known.end(), *name) == known.end()) {
      std::string names;
      for (const auto each : known) names += (names.empty() ? "" : ", ") + std::string(each);
      return FieldError{"", "unknown_parameter", names.empty() ? "no parameter is known here" : "known are: " + names};
    }
    if (!value) return FieldError{*name, "parameter_malformed", "a percent sign is followed by two hexadecimal digits"};
    if (!is_utf8(*value)) return FieldError{*name, "parameter_malformed", "a text is UTF-8"};
    if (result.find(*name)) return FieldError{*name, "duplicate_parameter", "a parameter is given once"};
    result.parameters_.emplace_back(std::move(*name), std::move(*value));
  }
  return result;
}

std::optional<std::string_view> QueryString::find(std::string_view name) const {
  for (const auto& [each, value] : parameters_) {
    if (each == name) return value;
  }
  return std::nullopt;
}

}  // namespace ledger::api
