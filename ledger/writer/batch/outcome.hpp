// The outcome of a command that was handed to the writer.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/domain/recorded_transaction.hpp"
#include "ledger/domain/rejection.hpp"

namespace ledger {

/// Recorded and durable, now or, as `replayed` says, by an earlier request with the same uid and content.
struct Applied {
  RecordedTransaction recorded;
  bool replayed = false;
};

/// Not decided, or not known whether it was recorded; sending it again with the same uid is safe.
struct Unavailable {
  enum class Reason {
    queue_full,
    database_away,
    deadline_passed,
    stopping,
    /// The database is not the one that a relay has confirmed; see kafka_guard.hpp.
    journal_unconfirmed,
    /// Kafka has events that the database lost in a restore.
    journal_behind,
    /// The database's clock cannot be trusted, and its time would be recorded for good; see clock_gate.hpp.
    clock_uncertain,
    /// Identities were lost in a restore: whether an outside id or a login is taken cannot be told.
    identities_lost,
    /// The database lacks a table, column or function that this program's migrations make.
    migration_wanted,
    /// A newer program wrote the account's last event, or an event of the transaction that the command names.
    event_type_unknown,
  };
  Reason reason = Reason::database_away;
};

/// Returns true if every write is refused while this lasts. Other reasons concern one command, or all of a server.
bool stops_all_writes(Unavailable::Reason reason);
/// "queue_full": a stable name that clients may rely on.
std::string_view name_of(Unavailable::Reason reason);
/// For people: whether something was recorded, and what to do.
std::string_view advice_on(Unavailable::Reason reason);

/// For people: the same of a request that a defect broke off, who knows where.
constexpr std::string_view advice_on_defect =
    "the ledger failed on this request; a write sent again with the same uid tells what became of it";

/// The database refuses this command for a reason that is not in the rules: a defect. Nothing was recorded.
struct Failed {
  std::string what;
};

using Outcome = std::variant<Applied, Rejection, Unavailable, Failed>;

}  // namespace ledger
