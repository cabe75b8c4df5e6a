#include "ledger/domain/values/money.hpp"

#include "tests/support/catch.hpp"

namespace ledger {
namespace {

Currency currency(std::string_view code) { return Currency::from_code(code).value(); }

Decimal decimal(std::string_view text) { return std::get<Decimal>(parse_decimal(text)); }

}  // namespace

TEST_CASE("A decimal is read digit by digit, or not at all", "[money]") {
  CHECK(decimal("100.05") == Decimal{10005, 2});
  CHECK(decimal("0.1") == Decimal{1, 1});
  CHECK(decimal("9223372036854775807") == Decimal{9223372036854775807, 0});
  CHECK(decimal("-9223372036854775808") == Decimal{std::numeric_limits<std::int64_t>::min(), 0});
  for (const auto* malformed :
       {"", "-", ".", "1.", ".5", "+1", "1e2", "1,0", " 1", "1 ", "--1", "1.2.3", "0x1", "1_0"}) {
    INFO(malformed);
    CHECK(std::get<DecimalError>(parse_decimal(malformed)) == DecimalError::malformed);
  }
  for (const auto* large : {"9223372036854775808", "-9223372036854775809", "0.0000000000000000001"}) {
    INFO(large);
    CHECK(std::get<DecimalError>(parse_decimal(large)) == DecimalError::out_of_range);
  }
}

TEST_CASE("Zeros at the end of the decimals say nothing", "[money]") {
  CHECK(decimal("100.00") == Decimal{100, 0});
  CHECK(decimal("100.500") == Decimal{1005, 1});
  CHECK(decimal("0.000") == Decimal{0, 0});
  CHECK(decimal("-0.10") == Decimal{-1, 1});
  CHECK(decimal("100") == Decimal{100, 0});
  CHECK(decimal("1." + std::string(10'000, '0')) == Decimal{1, 0});
  CHECK(decimal("92233720368547758.0700000000000000000000") == decimal("92233720368547758.07"));
  for (const auto* malformed : {"1.0.0", ".0", "0.", "1.00e2", "1.0 ", "00.-0"}) {
    INFO(malformed);
    CHECK(std::get<DecimalError>(parse_decimal(malformed)) == DecimalError::malformed);
  }
}

TEST_CASE("Minor units follow the currency's decimals", "[money]") {
  CHECK(std::get<MinorUnits>(to_minor_units(decimal("1.5"), currency("USD"))) == 150);
  CHECK(std::get<MinorUnits>(to_minor_units(decimal("1.5"), currency("KWD"))) == 1500);
  CHECK(std::get<MinorUnits>(to_minor_units(decimal("15"), currency("JPY"))) == 15);
  CHECK(std::get<ScaleError>(to_minor_units(decimal("1.5"), currency("JPY"))) == ScaleError::too_precise);
  CHECK(std::get<ScaleError>(to_minor_units(decimal("1.005"), currency("USD"))) == ScaleError::too_precise);
  CHECK(std::get<MinorUnits>(to_minor_units(decimal("1.000"), currency("USD"))) == 100);
  CHECK(std::get<MinorUnits>(to_minor_units(decimal("100.0"), currency("JPY"))) == 100);
  CHECK(std::get<ScaleError>(to_minor_units(decimal("92233720368547758.07"), currency("KWD"))) ==
        ScaleError::out_of_range);
}

TEST_CASE("Amounts are written with all decimals of their currency", "[money]") {
  CHECK(format_amount(MinorUnits{0}, currency("USD")) == "0.00");
  CHECK(format_amount(MinorUnits{5}, currency("USD")) == "0.05");
  CHECK(format_amount(MinorUnits{-123456}, currency("USD")) == "-1234.56");
  CHECK(format_amount(MinorUnits{7}, currency("JPY")) == "7");
  CHECK(format_amount(std::numeric_limits<MinorUnits>::min(), currency("KWD")) == "-9223372036854775.808");
}

TEST_CASE("Sums that do not fit are noticed", "[money]") {
  constexpr auto most = std::numeric_limits<MinorUnits>::max();
  CHECK(checked_add(most, 0) == most);
  CHECK_FALSE(checked_add(most, 1));
  CHECK_FALSE(checked_subtract(-most, 2));
}

TEST_CASE("Currencies are those of ISO 4217", "[money]") {
  CHECK(currency("EUR").decimals() == 2);
  CHECK(currency("CLF").decimals() == 4);
  CHECK_FALSE(Currency::from_code("XXQ"));
  CHECK_FALSE(Currency::from_code("usd"));
  CHECK_FALSE(Currency::from_code("D E"));
}

}  // namespace ledger
