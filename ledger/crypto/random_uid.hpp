// Fresh uids for what clients did not name themselves.
#pragma once

#include "ledger/domain/values/uid.hpp"

namespace ledger {

/// A UUID of version 7 (RFC 9562): the current milliseconds, then random bits, so that keys made one after the other
/// stand close together in an index. For any thread.
Uid random_uid();

}  // namespace ledger
