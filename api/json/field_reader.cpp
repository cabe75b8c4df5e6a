#include "api/json/field_reader.hpp"

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

FieldReader& FieldReader::require(std::string_view field) {
  const auto* found = object_.find(field);
  if (found == nullptr || found->kind == JsonKind::null) refuse(field, "field_required", "this field is required");
  return *this;
}

const JsonMember* FieldReader::member(std::string_view field) {
  known_.push_back(field);
  const auto* found = object_.find(field);
  if (found == nullptr || found->kind == JsonKind::null) return nullptr;
  return found;
}

const JsonMember* FieldReader::text_member(std::string_view field) {
  const auto* found = member(field);
  if (found == nullptr || found->kind == JsonKind::text) return found;
  refuse(field, "field_type", "this field is a text");
  return nullptr;
}

std::optional<std::string> FieldReader::text(std::string_view field, std::size_t bytes_max) {
  const auto* found = text_member(field);
  if (found == nullptr) return std::nullopt;
  if (found->text.empty() || found->text.size() > bytes_max) {
    refuse(field, "text_length", "this text has 1 to " + std::to_string(bytes_max) + " bytes of UTF-8");
    return std::nullopt;
  }
  if (found->text.find('\0') != std::string_view::npos) {
    refuse(field, "text_nul", "this text must not hold the character U+0000");
    return std::nullopt;
  }
  return std::string(found->text);
}

std::optional<Decimal> FieldReader::decimal(std::string_view field) {
  const auto* found = member(field);
  if (found == nullptr) return std::nullopt;
  if (found->kind != JsonKind::text && found->kind != JsonKind::number) {
    refuse(field, "field_type", "this field is a decimal number, best sent as a text");
    return std::nullopt;
  }
  const auto parsed = parse_decimal(found->text);
  if (const auto* decimal = std::get_if<Decimal>(&parsed)) return *decimal;
  if (std::get<DecimalError>(parsed) == DecimalError::out_of_range) {
    refuse(field, "amount_out_of_range", "the number is too large or has too many decimals");
  } else {
    refuse(field, "amount_malformed", "digits with at most one point between them, without an exponent");
  }
  return std::nullopt;
}

std::optional<Uid> FieldReader::uid(std::string_view field) {
  const auto* found = text_member(field);
  if (found == nullptr) return std::nullopt;
  auto uid = parse_uid(found->text);
  if (!uid) refuse(field, "uid_malformed", "a UUID such as 0190163d-8694-739b-aea5-966c26f8ad91, not the nil one");
  return uid;
}

std::optional<Moment> FieldReader::moment(std::string_view field) {
  const auto* found = text_member(field);
  if (found == nullptr) return std::nullopt;
  auto moment = parse_moment(found->text);
  if (!moment) refuse(field, "timestamp_malformed", "a time such as 2023-01-30T00:00:00Z, from 1970 to 9999");
  return moment;
}

std::optional<Currency> FieldReader::currency(std::string_view field) {
  const auto* found = text_member(field);
  if (found == nullptr) return std::nullopt;
  auto currency = Currency::from_code(found->text);
  if (!currency) refuse(field, "currency_unknown", "an ISO 4217 code such as USD");
  return currency;
}

std::optional<AccountId> FieldReader::account(std::string_view field) {
  const auto* found = member(field);
  if (found == nullptr) return std::nullopt;
  if (found->kind != JsonKind::text && found->kind != JsonKind::number) {
    refuse(field, "field_type", "this field is a whole number");
    return std::nullopt;
  }
  auto account = parse_account_id(found->text);
  if (!account) refuse(field, "id_malformed", "a whole number greater than 0");
  return account;
}

void FieldReader::refuse(std::string_view field, std::string_view code, std::string detail) {
  errors_.push_back({.field = std::string(field), .code = code, .detail = std::move(detail)});
}

std::vector<FieldError> FieldReader::errors() const {
  auto all = errors_;
  for (const auto& each : object_.members()) {
    if (std::find(known_.begin(), known_.end(), each.name) != known_.end()) continue;
    all.push_back({.field = std::string(each.name), .code = "unknown_field", .detail = "this field is not known here"});
  }
  return all;
}

}  // namespace ledger::api
