// What was recorded under a uid, as every protocol tells it.
#pragma once

#include <cstdint>
#include <optional>
#include <pqxx/pqxx>
#include <vector>

#include "ledger/domain/recorded_transaction.hpp"
#include "ledger/journal/epoch_book.hpp"
#include "ledger/publication/position_token.hpp"

namespace ledger::api {

struct TransactionView {
  RecordedTransaction recorded;
  /// Up to where it includes everything, such as a reversal: an entry for each journal, in their order.
  std::vector<PositionToken> ends;

  /// Of the journal that this event is in.
  [[nodiscard]] const PositionToken& end_at(const Event& event) const {
    return ends.at(static_cast<std::size_t>(event.journal.value));
  }
};

/// Nothing if nothing was recorded under the uid.
std::optional<TransactionView> read_transaction(pqxx::transaction_base& transaction, const Uid& uid,
                                                std::int64_t journal_count, EpochBook& epochs);

/// The account's last event in the transaction, which has one: a hold's end, where it has ended. The state after it is
/// the one to tell.
const Event& last_event_of(const RecordedTransaction& recorded, AccountId account);

}  // namespace ledger::api
