// The base64 of JSON Web Tokens: RFC 4648, section 5, without padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ledger::api {

std::string encode_base64url(std::string_view bytes);

/// Returns nothing for a text that encode_base64url() would not have made, with padding, other characters or stray bits
/// at the end. So no two texts decode to the same bytes.
std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace ledger::api
