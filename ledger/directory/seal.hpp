// Texts that can be erased, bound to their event by a salted hash.
#pragma once

#include <optional>
#include <string>

#include "ledger/domain/texts.hpp"

namespace ledger {

/// Salt and hash for a comment.
Comment seal_comment(std::string text);
/// Salt and hash for a holder's identity.
Identity seal_identity(std::string name, std::optional<std::string> external_id);

/// SHA-256 of the salt followed by the comment's bytes.
Hash comment_hash(const Salt& salt, const std::string& text);
/// SHA-256 of the salt followed by name and outside id, each behind its four-byte big-endian length; a missing id is
/// length 0.
Hash identity_hash(const Salt& salt, const std::string& name, const std::optional<std::string>& external_id);

}  // namespace ledger
