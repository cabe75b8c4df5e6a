#include "api/handlers/idempotency_key.hpp"

#include <string>

#include "api/json/field_values.hpp"

namespace ledger::api {

std::variant<std::optional<Uid>, FieldError> idempotency_key(const Request& request) {
  std::optional<std::string_view> value;
  for (const auto& field : request.headers) {
    if (!equal_ignoring_case(field.name, idempotency_key_name)) continue;
    if (value) return FieldError{std::string(idempotency_key_name), "duplicate_header", "a request has one key"};
    value = field.value;
  }
  if (!value) return std::nullopt;
  const bool quoted = value->size() >= 2 && value->front() == '"' && value->back() == '"';
  if (quoted) value = value->substr(1, value->size() - 2);
  const auto uid = parse_uid(*value);
  if (!uid) return FieldError{std::string(idempotency_key_name), "uid_malformed", "the key is a UUID"};
  if (is_reserved(*uid)) return FieldError{std::string(idempotency_key_name), uid_reserved_code, uid_reserved_detail};
  return uid;
}

}  // namespace ledger::api
