// `ledgerctl verify`: whether the journal is what it was when it was written.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "ledger/common/database_settings.hpp"
#include "ledger/domain/event.hpp"

namespace ledger {

/// The first event that is wrong, and why.
struct Fault {
  JournalId journal;
  Position position;
  std::string what;
};

/// Sums over a currency, in minor units.
struct CurrencySums {
  /// Deposits, and what reversals gave back.
  WideSum deposited = 0;
  /// Withdrawals, captured holds, and what reversals took back.
  WideSum withdrawn = 0;
  /// Received less sent, over all transfers: 0, since both legs are in one transaction.
  WideSum transferred = 0;
  WideSum balances = 0;
};

/// What was read, and what was found. `fault` ends the reading of its journal.
struct VerifyReport {
  std::int64_t events = 0;
  std::int64_t accounts = 0;
  std::map<std::string, CurrencySums> sums;
  std::optional<Fault> fault;
};

/// Told after every page: events checked and events in all.
using VerifyProgress = std::function<void(std::int64_t done, std::int64_t total)>;

/// Reads every journal in pages, up to where it ended at the start, and checks: positions without gaps, the hash chain,
/// recorded times that never fall, each account's versions and balances event by event, texts against their salted
/// hashes, that what was erased is gone or going, the tables of open holds and of reversals against the events, Σ
/// balances against Σ in − Σ out in each currency (captured holds are withdrawals, reversals their opposite, transfers
/// cancel out), and that nothing is missing behind what the projector and the relay have seen. Needs about 150 bytes of
/// memory an account. Throws ConnectionLost, StatementFailed or pqxx::failure.
VerifyReport verify(const DatabaseSettings& settings, const VerifyProgress& progress);

}  // namespace ledger
