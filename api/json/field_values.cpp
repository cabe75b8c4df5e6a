#include "api/json/field_values.hpp"

#include <algorithm>
#include <charconv>

namespace ledger::api {

std::optional<AccountId> parse_account_id(std::string_view text) {
  const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (!digits || error != std::errc{} || end != text.data() + text.size() || number <= 0) return std::nullopt;
  return AccountId(number);
}

std::optional<std::string> FieldValues::text(std::string_view field, std::string_view sent, std::size_t bytes_max) {
  if (sent.empty() || sent.size() > bytes_max) {
    refuse(field, "text_length", "this text has 1 to " + std::to_string(bytes_max) + " bytes of UTF-8");
    return std::nullopt;
  }
  if (sent.find('\0') != std::string_view::npos) {
    refuse(field, "text_nul", "this text must not hold the character U+0000");
    return std::nullopt;
  }
  return std::string(sent);
}

std::optional<Decimal> FieldValues::decimal(std::string_view field, std::string_view sent) {
  const auto parsed = parse_decimal(sent);
  if (const auto* decimal = std::get_if<Decimal>(&parsed)) return *decimal;
  if (std::get<DecimalError>(parsed) == DecimalError::out_of_range) {
    refuse(field, "amount_out_of_range", "the number is too large or has too many decimals");
  } else {
    refuse(field, "amount_malformed", "digits with at most one point between them, without an exponent");
  }
  return std::nullopt;
}

std::optional<Uid> FieldValues::uid(std::string_view field, std::string_view sent) {
  auto uid = parse_uid(sent);
  if (!uid) refuse(field, "uid_malformed", "a UUID such as 0190163d-8694-739b-aea5-966c26f8ad91, not the nil one");
  return uid;
}

std::optional<Uid> FieldValues::chosen_uid(std::string_view field, std::string_view sent) {
  auto chosen = uid(field, sent);
  if (!chosen || !is_reserved(*chosen)) return chosen;
  refuse(field, uid_reserved_code, uid_reserved_detail);
  return std::nullopt;
}

std::optional<Moment> FieldValues::moment(std::string_view field, std::string_view sent) {
  auto moment = parse_moment(sent);
  if (!moment) refuse(field, "timestamp_malformed", "a time such as 2023-01-30T00:00:00Z, from 1970 to 9999");
  return moment;
}

std::optional<Currency> FieldValues::currency(std::string_view field, std::string_view sent) {
  auto currency = Currency::from_code(sent);
  if (!currency) refuse(field, "currency_unknown", "an ISO 4217 code such as USD");
  return currency;
}

std::optional<AccountId> FieldValues::account(std::string_view field, std::string_view sent) {
  auto account = parse_account_id(sent);
  if (!account) refuse(field, "id_malformed", "a whole number greater than 0");
  return account;
}

std::optional<std::int64_t> FieldValues::integer(std::string_view field, std::string_view sent, std::int64_t least,
                                                 std::int64_t most) {
  // Programs that have only doubles may write 100 as 100.0.
  const auto point = sent.find('.');
  const bool has_zeros_only = point + 1 < sent.size() && sent.find_first_not_of('0', point + 1) == sent.npos;
  if (point != sent.npos && has_zeros_only) sent = sent.substr(0, point);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(sent.data(), sent.data() + sent.size(), number);
  const bool is_whole = !sent.empty() && end == sent.data() + sent.size();
  if (is_whole && error == std::errc{} && number >= least && number <= most) return number;
  if (is_whole) {
    refuse(field, "number_out_of_range", "from " + std::to_string(least) + " to " + std::to_string(most));
  } else {
    refuse(field, "number_malformed", "a whole number, without point or exponent");
  }
  return std::nullopt;
}

std::optional<std::string> FieldValues::service(std::string_view field, std::string_view sent) {
  auto service = text(field, sent, service_id_bytes_max);
  const bool has_control = std::any_of(sent.begin(), sent.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
  if (!service || !has_control) return service;
  refuse(field, "text_control", "this text must not hold control characters");
  return std::nullopt;
}

void FieldValues::refuse(std::string_view field, std::string_view code, std::string detail) {
  errors_.push_back({.field = std::string(field), .code = code, .detail = std::move(detail)});
}

void FieldValues::refuse_missing(std::string_view field) { refuse(field, "field_required", "this field is required"); }

}  // namespace ledger::api
