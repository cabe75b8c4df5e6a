// A query together with the position that its answer includes, for Ledger-Position.
#pragma once

#include <optional>
#include <pqxx/pqxx>
#include <type_traits>
#include <utility>

#include "api/services/positions/epoch_reading.hpp"
#include "ledger/queries/account_list.hpp"
#include "ledger/queries/open_holds.hpp"

namespace ledger::api {

template <class Value>
struct AsOf {
  /// The answer includes all up to here; maybe more, as the journal goes on.
  PositionToken position;
  Value value;
};

/// Returns the last of the journal's positions that an answer tells of.
Position last_told(const HistoryPage& page, JournalId journal);
Position last_told(const AccountPage& page, JournalId journal);
Position last_told(const std::optional<OpenHoldPage>& page, JournalId journal);

/// Returns the query preceded by a look at the end of the journal. `epochs`, which must outlive it, knows the epochs of
/// all events that it has read in the journal.
template <class Query>
auto as_of_end(JournalId journal, EpochBook& epochs, Query query) {
  using Value = std::invoke_result_t<Query&, pqxx::transaction_base&>;
  return [journal, &epochs, query = std::move(query)](pqxx::transaction_base& transaction) mutable {
    const auto position = end_of_journal(transaction, journal, epochs);
    AsOf<Value> answer{.position = position, .value = query(transaction)};
    // Recorded between the two looks, maybe in a new epoch.
    if (last_told(answer.value, journal) > position.position) end_of_journal(transaction, journal, epochs);
    return answer;
  };
}

}  // namespace ledger::api
