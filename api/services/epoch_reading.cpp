#include "api/services/epoch_reading.hpp"

#include "ledger/journal/epoch_query.hpp"

namespace ledger::api {
namespace {

PositionToken learnt(pqxx::transaction_base& transaction, JournalId journal, const PositionInEpoch& found,
                     EpochBook& book) {
  learn_epochs(transaction, journal, found.journal_epoch, book);
  return token_at(book, journal, found.position);
}

}  // namespace

void learn_epochs(pqxx::transaction_base& transaction, JournalId journal, Epoch journal_epoch, EpochBook& book) {
  if (journal_epoch == first_epoch || journal_epoch <= book.of(journal).current()) return;
  book.learn(journal, read_epochs(transaction, journal));
}

void learn_all_epochs(pqxx::transaction_base& transaction, EpochBook& book) {
  for (const auto& [journal, epoch] : read_later_epochs(transaction)) learn_epochs(transaction, journal, epoch, book);
}

PositionToken end_of_journal(pqxx::transaction_base& transaction, JournalId journal, EpochBook& book) {
  return learnt(transaction, journal, end_in_epoch(transaction, journal), book);
}

PositionToken end_of_journal_at(pqxx::transaction_base& transaction, JournalId journal, Moment recorded,
                                EpochBook& book) {
  return learnt(transaction, journal, position_in_epoch_at(transaction, journal, recorded), book);
}

}  // namespace ledger::api
