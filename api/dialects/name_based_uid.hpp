// Uids for what a dialect's clients name in their own way.
#pragma once

#include <string_view>

#include "ledger/domain/values/ids.hpp"
#include "ledger/domain/values/uid.hpp"

namespace ledger::api {

/// A UUID of version 8 (RFC 9562, section 5.8), the beginning of a SHA-256 in a namespace of its own: the same for the
/// same account, service and outside id, and another one for any others. Uids of this version are reserved, so nobody
/// else can have recorded something under it. Never made from an outside user id, which may be personal. It stands in
/// events for ever, so the rule cannot change.
Uid name_based_uid(AccountId account, std::string_view service_id, std::string_view external_id);

/// Returns the uid of the wallet that a call with this Idempotency-Key opens, made from the key's uid in the same way.
Uid name_based_uid(const Uid& key);

}  // namespace ledger::api
