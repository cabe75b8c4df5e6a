// The state of each journal and of its followers, as the database tells it to doctor and top.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/domain/chain_point.hpp"
#include "ledger/domain/values/moment.hpp"
#include "ledger/followers/lag_query.hpp"

namespace ledger {

/// The projector or the relay of a journal, as the database knows it.
struct FollowerState {
  /// Who has the lease, "host:pid:random"; empty if it has run out or nobody ever had one.
  std::string holder;
  /// How far it says to have come: the projector's checkpoint, or the relay's note, which may be a moment old. Nothing
  /// where nothing was ever published.
  std::optional<ChainPoint> place = {};
  /// Behind the journal's end; nothing if there is no place, or the journal does not hold the event there.
  std::optional<JournalLag> lag = {};
};

/// Kafka has events that this database lacks, and writers wait.
struct StopRow {
  Position kafka;
  /// The last position that both have.
  Position common;
};

struct JournalState {
  JournalId journal;
  Position end;
  /// The time of the last event.
  std::optional<Moment> recorded = {};
  FollowerState projector = {};
  FollowerState relay = {};
  std::optional<StopRow> stop = {};
};

/// The journals, ascending, and the database's clock.
struct LedgerState {
  std::vector<JournalState> journals;
  Moment clock{};
};

/// Asks again and again on one connection, which is the caller's and may have lag_session_limits. Every call throws
/// ConnectionLost or StatementFailed.
class LedgerStateReader {
 public:
  explicit LedgerStateReader(PostgresConnection& connection);
  LedgerState read();

 private:
  void find_lag_of(JournalId journal, FollowerState& follower);

  PostgresConnection& connection_;
};

}  // namespace ledger
