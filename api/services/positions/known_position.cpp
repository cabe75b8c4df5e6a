#include "api/services/positions/known_position.hpp"

#include <algorithm>

#include "api/coroutines/read_refusals.hpp"
#include "api/services/positions/epoch_reading.hpp"

namespace ledger::api {
namespace {

std::string explanation_of(const Epochs& epochs, const PositionToken& position) {
  const auto last = epochs.last_valid(position.epoch);
  const PositionToken last_valid{position.journal, last, epochs.of(last)};
  const PositionToken now{position.journal, position.position, epochs.of(position.position)};
  return "what stood at " + to_string(position) + " was given up after a restore: epoch " +
         std::to_string(position.epoch.value) + " of journal " + std::to_string(position.journal.value) +
         " is valid up to " + to_string(last_valid) + ", and the journal is in epoch " +
         std::to_string(epochs.current().value) + "; drop what you know from behind " + to_string(last_valid) +
         " and go on from there. In the present epoch this position is named " + to_string(now);
}

}  // namespace

void must_be_valid(const EpochBook& epochs, const PositionToken& position, std::string_view field) {
  const auto known = epochs.of(position.journal);
  if (!known.is_void(position.epoch, position.position)) return;
  throw PositionVoid{.detail = explanation_of(known, position), .field = std::string(field)};
}

PositionToken resolved(pqxx::transaction_base& transaction, JournalId journal, const KnownPosition& known,
                       EpochBook& epochs) {
  const auto last = end_of_journal(transaction, journal, epochs);
  must_be_valid(epochs, known);
  if (!known.position || known.position->position >= last.position) return last;
  return token_at(epochs, journal, known.position->position);
}

}  // namespace ledger::api
