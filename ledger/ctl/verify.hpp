// `ledgerctl verify`: whether the ledger is what it was when it was written.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/ctl/checks/event_check.hpp"
#include "ledger/ctl/checks/fault.hpp"
#include "ledger/ctl/checks/restore_check.hpp"
#include "ledger/domain/anchor.hpp"
#include "ledger/postgres/database_settings.hpp"
#include "ledger/snapshots/projection.hpp"

namespace ledger {

struct VerifyOptions {
  /// Compares the snapshots of every account, and looks for snapshots of accounts that do not exist.
  bool whole = false;
  /// Without `whole`: which accounts are sampled; random if not given.
  std::optional<std::uint64_t> seed = {};
  /// Without `whole`: how many accounts are sampled, and how many events they have together. An account that has more
  /// than are left is passed over.
  std::size_t sample_accounts_max = 1'000;
  std::int64_t sample_events_max = 50'000;
  /// True if schema and rights are compared; false where the owner has changed them on purpose.
  bool schema = true;
  /// The anchors that must still be there.
  std::vector<Anchor> anchors = {};
  /// As the projector of this ledger was told.
  std::int64_t totals_stride = ledger::totals_stride;
};

/// Tells how much of the snapshots was compared with the events.
struct SnapshotCoverage {
  std::int64_t accounts = 0;
  /// Drawn, and passed over because they have too many events.
  std::int64_t accounts_too_large = 0;
  /// Rows of currency_total and currency_total_at.
  std::int64_t total_rows = 0;
  /// The seed of the sample; nothing if every account was compared.
  std::optional<std::uint64_t> seed;
};

/// The report of what was read and what was found.
struct VerifyReport {
  std::int64_t events = 0;
  std::int64_t accounts = 0;
  std::map<std::string, CurrencySums> sums;
  SnapshotCoverage snapshots;
  std::int64_t anchors = 0;
  /// The events that were taken back from Kafka after a restore, and how many names and comments were not there.
  std::vector<RecoveredRange> recovered;
  std::int64_t texts_lost_in_restores = 0;
  bool schema_was_compared = false;
  /// False if the role may not read which migrations were applied.
  bool migrations_were_read = false;
  /// The first thing that is wrong. One that is an event's ends the reading.
  std::optional<Fault> fault;
  /// All that is wrong with the schema and the rights in it; the first of them is `fault` if nothing else is wrong.
  std::vector<std::string> schema_faults;
};

/// Told after every page: events checked and events in all.
using VerifyProgress = std::function<void(std::int64_t done, std::int64_t total)>;

/// Reads every journal in pages, up to where it ended at the start, and checks:
/// - positions without gaps, the hash chain, recorded times that never fall, each account's versions and balances event
///   by event, Σ balances against Σ in − Σ out in each currency (captured holds are withdrawals, reversals their
///   opposite, transfers cancel out);
/// - that nothing is missing behind what the projector and the relay have seen, and behind the anchors;
/// - erasable texts against their salted hashes, that none is missing that was not erased, and none there that was;
/// - that what the database says about its restores can be true;
/// - the tables of open holds, reversals and pending erasures against the events;
/// - all sums per currency and position, and the snapshots of a sample of accounts or of all, against the events, as
///   far as they are projected;
/// - the schema and the rights of the services' role against what the migrations made.
/// Writers, the projector and erasures may be at work meanwhile. Needs about 150 bytes of memory an account. Throws
/// ConnectionLost, StatementFailed or pqxx::failure.
VerifyReport verify(const DatabaseSettings& settings, const VerifyProgress& progress,
                    const VerifyOptions& options = {});

}  // namespace ledger
