#include "ledger/domain/details.hpp"

#include <algorithm>
#include <charconv>

#include "ledger/domain/values/invariant.hpp"

namespace ledger {
namespace {

constexpr std::string_view service = "service";
constexpr std::string_view expires_us = "expires_us";
constexpr std::string_view other_account = "counterparty";
constexpr std::string_view reverses = "reverses";
constexpr std::string_view reverses_leg = "reverses_leg";
constexpr std::string_view difference = "difference";

void add_line(std::string& details, std::string_view name, std::string_view value) {
  ensure(std::none_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }),
         "a detail has a control character");
  if (!details.empty()) details += '\n';
  details.append(name).append("=").append(value);
}

/// The value behind `name=` on a line of its own.
std::optional<std::string_view> find_value(std::string_view details, std::string_view name) {
  while (!details.empty()) {
    const auto end = std::min(details.find('\n'), details.size());
    const auto line = details.substr(0, end);
    if (line.size() > name.size() && line.substr(0, name.size()) == name && line[name.size()] == '=') {
      return line.substr(name.size() + 1);
    }
    details.remove_prefix(std::min(end + 1, details.size()));
  }
  return std::nullopt;
}

std::string_view value_of(const Event& event, std::string_view name) {
  const auto value = find_value(event.details, name);
  ensure(value.has_value(), "an event lacks a detail that its type has");
  return *value;
}

std::int64_t number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  ensure(error == std::errc{} && end == text.data() + text.size(), "a detail is not a number");
  return number;
}

}  // namespace

std::string details_of(const HoldTerms& terms) {
  std::string details;
  add_line(details, service, terms.service_id);
  add_line(details, expires_us, std::to_string(microseconds_since_epoch(terms.expires)));
  return details;
}

std::string details_of_counterparty(AccountId counterparty) {
  std::string details;
  add_line(details, other_account, std::to_string(counterparty.value));
  return details;
}

std::string details_of(const LegReference& reversed) {
  std::string details;
  add_line(details, reverses, to_string(reversed.uid));
  add_line(details, reverses_leg, std::to_string(reversed.leg.value));
  return details;
}

std::string details_of_limit_change(MinorUnits change) {
  std::string details;
  add_line(details, difference, std::to_string(change));
  return details;
}

HoldTerms hold_terms(const Event& placed) {
  return {.service_id = std::string(value_of(placed, service)),
          .expires = moment_from_microseconds(number_in(value_of(placed, expires_us)))};
}

AccountId counterparty(const Event& transfer) { return AccountId(number_in(value_of(transfer, other_account))); }

LegReference reversed_leg(const Event& reversal) {
  const auto uid = parse_uid(value_of(reversal, reverses));
  ensure(uid.has_value(), "a reversal names no transaction");
  return {.uid = *uid, .leg = Leg(static_cast<std::int16_t>(number_in(value_of(reversal, reverses_leg))))};
}

std::optional<MinorUnits> limit_change(const Event& changed) {
  const auto value = find_value(changed.details, difference);
  return value ? std::optional<MinorUnits>(number_in(*value)) : std::nullopt;
}

}  // namespace ledger
