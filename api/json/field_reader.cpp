#include "api/json/field_reader.hpp"

#include <algorithm>

namespace ledger::api {

FieldReader& FieldReader::require(std::string_view field) {
  const auto* found = object_.find(field);
  if (found == nullptr || found->kind == JsonKind::null) values_.refuse_missing(field);
  return *this;
}

FieldReader& FieldReader::require_or_null(std::string_view field) {
  if (object_.find(field) == nullptr) values_.refuse_missing(field);
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

const JsonMember* FieldReader::number_member(std::string_view field, std::string_view what) {
  const auto* found = member(field);
  if (found == nullptr || found->kind == JsonKind::text || found->kind == JsonKind::number) return found;
  refuse(field, "field_type", std::string(what));
  return nullptr;
}

std::optional<std::string> FieldReader::text(std::string_view field, std::size_t bytes_max) {
  const auto* found = text_member(field);
  return found == nullptr ? std::nullopt : values_.text(field, found->text, bytes_max);
}

std::optional<Decimal> FieldReader::decimal(std::string_view field) {
  const auto* found = number_member(field, "this field is a decimal number, best sent as a text");
  return found == nullptr ? std::nullopt : values_.decimal(field, found->text);
}

std::optional<Uid> FieldReader::chosen_uid(std::string_view field) {
  const auto* found = text_member(field);
  return found == nullptr ? std::nullopt : values_.chosen_uid(field, found->text);
}

std::optional<Moment> FieldReader::moment(std::string_view field) {
  const auto* found = text_member(field);
  return found == nullptr ? std::nullopt : values_.moment(field, found->text);
}

std::optional<Currency> FieldReader::currency(std::string_view field) {
  const auto* found = text_member(field);
  return found == nullptr ? std::nullopt : values_.currency(field, found->text);
}

std::optional<AccountId> FieldReader::account(std::string_view field) {
  const auto* found = number_member(field, "this field is a whole number");
  return found == nullptr ? std::nullopt : values_.account(field, found->text);
}

std::optional<std::int64_t> FieldReader::integer(std::string_view field, std::int64_t least, std::int64_t most) {
  const auto* found = number_member(field, "this field is a whole number");
  return found == nullptr ? std::nullopt : values_.integer(field, found->text, least, most);
}

std::optional<std::string> FieldReader::service(std::string_view field) {
  const auto* found = text_member(field);
  return found == nullptr ? std::nullopt : values_.service(field, found->text);
}

bool FieldReader::has_text(std::string_view field, std::string_view text) const {
  const auto* found = object_.find(field);
  return found != nullptr && found->kind == JsonKind::text && found->text == text;
}

void FieldReader::refuse(std::string_view field, std::string_view code, std::string detail) {
  values_.refuse(field, code, std::move(detail));
}

std::vector<FieldError> FieldReader::errors() const {
  auto all = values_.errors();
  for (const auto& each : object_.members()) {
    if (std::find(known_.begin(), known_.end(), each.name) != known_.end()) continue;
    all.push_back({.field = std::string(each.name), .code = "unknown_field", .detail = "this field is not known here"});
  }
  return all;
}

}  // namespace ledger::api
