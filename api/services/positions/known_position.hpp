// K, a position that something was known at, as it is asked for.
#pragma once

#include <optional>
#include <pqxx/pqxx>
#include <string_view>

#include "ledger/domain/values/moment.hpp"
#include "ledger/journal/epoch_book.hpp"
#include "ledger/publication/position_token.hpp"

namespace ledger::api {

/// A position of the journal, or a recorded time that await_known() turns into one; the journal's end without either.
struct KnownPosition {
  std::optional<PositionToken> position = std::nullopt;
  std::optional<Moment> time = std::nullopt;
  /// The name of the parameter that the position came in; a literal.
  std::string_view field = {};
  /// True if the position at which the journal stood at a time may still become a later one; only if a time was given.
  std::optional<bool> may_change = std::nullopt;
};

/// Throws PositionVoid if the event that this was the position of was given up, as far as the book knows.
void must_be_valid(const EpochBook& epochs, const PositionToken& position, std::string_view field);
inline void must_be_valid(const EpochBook& epochs, const KnownPosition& known) {
  if (known.position) must_be_valid(epochs, *known.position, known.field);
}

/// Returns the position that is meant, at most the journal's last one. Not for a time. Throws PositionVoid.
PositionToken resolved(pqxx::transaction_base& transaction, JournalId journal, const KnownPosition& known,
                       EpochBook& epochs);

}  // namespace ledger::api
