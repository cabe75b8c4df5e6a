// What the projector keeps of an account: how far it is, and the runs that its dated balances are made of. SQL through
// libpqxx.
#pragma once

#include <pqxx/pqxx>
#include <vector>

#include "ledger/domain/values/ids.hpp"
#include "ledger/domain/values/moment.hpp"

namespace ledger {

/// A run as it is now (ledger/snapshots/runs.hpp).
struct AccountRun {
  std::int64_t number = 0;
  std::int64_t rows = 0;
  /// The position from which on it is part of what is known.
  Position valid_from;
  /// The effective time that it ends with.
  Moment last_effective{};
};

struct AccountRuns {
  /// The version that is projected; 0 if none is.
  Version version;
  /// By number.
  std::vector<AccountRun> runs;
};

/// No account has more than a few dozen.
AccountRuns account_runs(pqxx::transaction_base& transaction, AccountId account);

}  // namespace ledger
