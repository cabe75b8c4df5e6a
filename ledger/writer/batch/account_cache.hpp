// The latest states of accounts, bounded.
#pragma once

#include "ledger/domain/account.hpp"
#include "ledger/writer/batch/recently_used.hpp"

namespace ledger {

using AccountCache = RecentlyUsed<AccountId, Account>;

}  // namespace ledger
