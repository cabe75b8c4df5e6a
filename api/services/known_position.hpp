// K, a position that something was known at, as it is asked for.
#pragma once

#include <optional>
#include <pqxx/pqxx>

#include "ledger/domain/ids.hpp"
#include "ledger/domain/moment.hpp"

namespace ledger::api {

/// A position of the journal, or a recorded time that is still to be turned into one; the journal's end without either.
struct KnownPosition {
  std::optional<Position> position;
  std::optional<Moment> time;
};

/// The position that is meant, at most the journal's last one.
Position resolved(pqxx::transaction_base& transaction, JournalId journal, const KnownPosition& known);

}  // namespace ledger::api
