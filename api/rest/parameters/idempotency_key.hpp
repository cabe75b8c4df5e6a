// The header Idempotency-Key, which names a transaction whose body does not.
#pragma once

#include <optional>
#include <string_view>

#include "api/http/message/request.hpp"
#include "api/json/field_error.hpp"
#include "api/rest/parameters/result.hpp"
#include "ledger/domain/values/uid.hpp"

namespace ledger::api {

constexpr std::string_view idempotency_key_name = "Idempotency-Key";

/// The longest key, in characters.
constexpr std::size_t idempotency_key_max = 255;

/// The uid that the key stands for; nothing without the header. A key is 1 to 255 printable characters of ASCII, as
/// they are or as a quoted string of structured fields (RFC 9651, 3.3.3), which is the same key. A UUID means itself.
/// The uid of any other key is made from the key and the caller's subject. The same key from another caller gives
/// another uid, but the same key in another call gives the same one. Returns an error if the header is sent twice, if
/// its text is not valid, or if it is a reserved UUID.
Result<std::optional<Uid>, FieldError> idempotency_key(const Request& request);

/// Returns the uid of a key that is not a UUID, sent by this subject. Events store it for ever, so the rule cannot
/// change.
Uid uid_of_key_text(std::string_view subject, std::string_view key);

}  // namespace ledger::api
