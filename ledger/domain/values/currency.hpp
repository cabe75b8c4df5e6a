// Currencies and their number of decimals (ISO 4217).
#pragma once

#include <array>
#include <compare>
#include <optional>
#include <string_view>

namespace ledger {

/// An ISO 4217 alphabetic code that this ledger knows. A default-constructed one is none and compares below all.
class Currency {
 public:
  Currency() = default;

  /// The currency with this code (three capital letters), or nothing if it is not in ISO 4217's list.
  static std::optional<Currency> from_code(std::string_view code);

  [[nodiscard]] std::string_view code() const { return {code_.data(), code_.size()}; }

  /// Returns how many digits follow the decimal point: JPY 0, USD 2, KWD 3, CLF 4.
  [[nodiscard]] int decimals() const { return decimals_; }

  friend auto operator<=>(const Currency& left, const Currency& right) { return left.code_ <=> right.code_; }
  friend bool operator==(const Currency& left, const Currency& right) { return left.code_ == right.code_; }

 private:
  std::array<char, 3> code_{};
  int decimals_ = 0;
};

}  // namespace ledger
