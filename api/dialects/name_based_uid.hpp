// Uids for what a dialect's clients name in their own way.
#pragma once

#include <string_view>

#include "ledger/domain/values/ids.hpp"
#include "ledger/domain/values/uid.hpp"

namespace ledger::api {

/// Returns a UUID of version 8 (RFC 9562, section 5.8) with the first bits of a SHA-256 of account, service and outside
/// id: equal inputs give the same uid, different inputs another one. Uids of this version are reserved, so no client
/// can have recorded anything under it. It is never made from an outside user id, which may be personal. Events store
/// it for ever, so the rule cannot change.
Uid name_based_uid(AccountId account, std::string_view service_id, std::string_view external_id);

/// Makes a uid from another one in the same way: the wallet that a call with this Idempotency-Key opens.
Uid name_based_uid(const Uid& key);

}  // namespace ledger::api
