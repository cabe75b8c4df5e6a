// Positions with their epochs, for readers: whoever tells a position has learnt the journal's epochs by then.
#pragma once

#include <cstdint>
#include <pqxx/pqxx>

#include "ledger/journal/epoch_book.hpp"
#include "ledger/publication/position_token.hpp"
#include "ledger/queries/transactions.hpp"

namespace ledger::api {

/// Returns the token of the event that stands at the position now, as far as the book knows.
inline PositionToken token_at(const EpochBook& book, JournalId journal, Position position) {
  return {journal, position, book.epoch_of(journal, position)};
}
inline PositionToken token_of(const EpochBook& book, const Event& event) {
  return token_at(book, event.journal, event.position);
}

/// Reads the journal's epochs into the book if the journal is in a later one than the book knows. To be called with
/// what was read together with a position, before that is told.
void learn_epochs(pqxx::transaction_base& transaction, JournalId journal, Epoch journal_epoch, EpochBook& book);
/// Reads the epochs of all journals into the book.
void learn_all_epochs(pqxx::transaction_base& transaction, EpochBook& book);

/// Returns the end of the journal; the book knows its epochs then.
PositionToken end_of_journal(pqxx::transaction_base& transaction, JournalId journal, EpochBook& book);

}  // namespace ledger::api
