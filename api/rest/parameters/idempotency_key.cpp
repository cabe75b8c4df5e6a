#include "api/rest/parameters/idempotency_key.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "api/json/field_values.hpp"
#include "ledger/crypto/uid_of_name.hpp"

namespace ledger::api {
namespace {

/// 19e50163-d9a4-49ab-88c5-52ae844b2a55, drawn once for this purpose.
constexpr NameSpace key_namespace = {0x19, 0xe5, 0x01, 0x63, 0xd9, 0xa4, 0x49, 0xab,
                                     0x88, 0xc5, 0x52, 0xae, 0x84, 0x4b, 0x2a, 0x55};

FieldError wrong_key(std::string_view code, std::string detail) {
  return {.field = std::string(idempotency_key_name), .code = code, .detail = std::move(detail)};
}

/// Returns the content of a quoted string; nothing if the text is not one, or something follows it.
std::optional<std::string> unquoted(std::string_view text) {
  std::string said;
  for (std::size_t index = 1; index < text.size(); ++index) {
    if (text[index] == '"') return index + 1 == text.size() ? std::optional(said) : std::nullopt;
    if (text[index] == '\\') {
      ++index;
      if (index == text.size() || (text[index] != '"' && text[index] != '\\')) return std::nullopt;
    }
    said.push_back(text[index]);
  }
  return std::nullopt;
}

/// The key's own text; nothing if the field does not hold one.
std::optional<std::string> key_in(std::string_view field) {
  auto key = field.starts_with('"') ? unquoted(field) : std::optional(std::string(field));
  const auto is_printable = [](char c) { return c >= 0x20 && c <= 0x7E; };
  const bool is_well =
      key && !key->empty() && key->size() <= idempotency_key_max && std::all_of(key->begin(), key->end(), is_printable);
  return is_well ? std::move(key) : std::nullopt;
}

/// With its length before it, so that no part can run into the next.
void append_part(std::vector<std::uint8_t>& name, std::string_view part) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    name.push_back(static_cast<std::uint8_t>(std::uint64_t{part.size()} >> shift));
  }
  name.insert(name.end(), part.begin(), part.end());
}

}  // namespace

Result<std::optional<Uid>, FieldError> idempotency_key(const Request& request) {
  std::optional<std::string_view> value;
  for (const auto& field : request.headers) {
    if (!equal_ignoring_case(field.name, idempotency_key_name)) continue;
    if (value) return wrong_key("duplicate_header", "a request has one key");
    value = field.value;
  }
  if (!value) return std::optional<Uid>();
  const auto key = key_in(*value);
  if (!key) return wrong_key("key_malformed", "the key is 1 to 255 printable characters of ASCII, best a UUID");
  const auto uid = parse_uid(*key);
  if (!uid) return std::optional(uid_of_key_text(request.actor, *key));
  if (is_reserved(*uid)) return wrong_key(uid_reserved_code, uid_reserved_detail);
  return uid;
}

Uid uid_of_key_text(std::string_view subject, std::string_view key) {
  std::vector<std::uint8_t> name;
  append_part(name, subject);
  append_part(name, key);
  return uid_of_name(key_namespace, name);
}

}  // namespace ledger::api
