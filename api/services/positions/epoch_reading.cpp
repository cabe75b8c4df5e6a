#include "api/services/positions/epoch_reading.hpp"

#include "ledger/journal/epoch_query.hpp"

namespace ledger::api {

void learn_epochs(pqxx::transaction_base& transaction, JournalId journal, Epoch journal_epoch, EpochBook& book) {
  if (journal_epoch == first_epoch || journal_epoch <= book.of(journal).current()) return;
  book.learn(journal, read_epochs(transaction, journal));
}

void learn_all_epochs(pqxx::transaction_base& transaction, EpochBook& book) {
  for (const auto& [journal, epoch] : read_later_epochs(transaction)) learn_epochs(transaction, journal, epoch, book);
}

PositionToken end_of_journal(pqxx::transaction_base& transaction, JournalId journal, EpochBook& book) {
  const auto end = end_in_epoch(transaction, journal);
  learn_epochs(transaction, journal, end.journal_epoch, book);
  return token_at(book, journal, end.position);
}

}  // namespace ledger::api
