// The header Idempotency-Key, which names a transaction whose body does not.
#pragma once

#include <optional>
#include <string_view>
#include <variant>

#include "api/http/request.hpp"
#include "api/json/field_error.hpp"
#include "ledger/domain/uid.hpp"

namespace ledger::api {

constexpr std::string_view idempotency_key_name = "Idempotency-Key";

/// Its UUID, with or without quotes; nothing without the header; an error if it is no UUID, a reserved one, or sent
/// twice.
std::variant<std::optional<Uid>, FieldError> idempotency_key(const Request& request);

}  // namespace ledger::api
