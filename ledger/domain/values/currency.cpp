#include "ledger/domain/values/currency.hpp"

#include <algorithm>

namespace ledger {
namespace {

// ISO 4217 list one, active codes, grouped by their number of minor-unit digits. Two is the rule, so it comes last.
constexpr std::string_view no_decimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF ";
constexpr std::string_view three_decimals = "BHD IQD JOD KWD LYD OMR TND ";
constexpr std::string_view four_decimals = "CLF UYW ";
constexpr std::string_view two_decimals =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF "
    "CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF "
    "IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN "
    "MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS "
    "SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ";

struct Group {
  std::string_view codes;
  int decimals;
};
constexpr Group groups[] = {{two_decimals, 2}, {no_decimals, 0}, {three_decimals, 3}, {four_decimals, 4}};
constexpr std::size_t code_stride = 4;

}  // namespace

std::optional<Currency> Currency::from_code(std::string_view code) {
  if (code.size() != 3) return std::nullopt;
  for (const auto& group : groups) {
    for (std::size_t start = 0; start < group.codes.size(); start += code_stride) {
      if (group.codes.substr(start, 3) != code) continue;
      Currency currency;
      std::copy(code.begin(), code.end(), currency.code_.begin());
      currency.decimals_ = group.decimals;
      return currency;
    }
  }
  return std::nullopt;
}

}  // namespace ledger
