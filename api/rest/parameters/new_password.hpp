// A password that somebody chooses, in the body of a request.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/auth/password.hpp"
#include "api/json/field_reader.hpp"

namespace ledger::api {

/// Reads the password; one that is too short is refused.
inline std::optional<std::string> new_password(FieldReader& fields, std::string_view field) {
  auto password = fields.text(field, password_bytes_max);
  if (password && password->size() < password_bytes_min) {
    fields.refuse(field, "password_too_short", "a password has 8 to 256 bytes");
  }
  return password;
}

}  // namespace ledger::api
