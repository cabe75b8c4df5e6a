#include "ledger/journal/epoch_book.hpp"

namespace ledger {

Epochs EpochBook::of(JournalId journal) const {
  if (!any_) return {};
  const std::lock_guard lock(mutex_);
  const auto found = by_journal_.find(journal);
  return found == by_journal_.end() ? Epochs() : found->second;
}

Epoch EpochBook::epoch_of(JournalId journal, Position position) const {
  return any_ ? of(journal).of(position) : first_epoch;
}

void EpochBook::learn(JournalId journal, const Epochs& epochs) {
  if (epochs.current() == first_epoch) return;
  const std::lock_guard lock(mutex_);
  auto& known = by_journal_[journal];
  if (epochs.current() > known.current()) known = epochs;
  any_ = true;
}

}  // namespace ledger
