// A query together with the position that its answer includes, for Ledger-Position.
#pragma once

#include <pqxx/pqxx>
#include <type_traits>
#include <utility>

#include "ledger/domain/ids.hpp"
#include "ledger/journal/transactions.hpp"

namespace ledger::api {

template <class Value>
struct AsOf {
  /// The answer includes all up to here; maybe more, as the journal goes on.
  Position position;
  Value value;
};

/// The query, which first looks where the journal ends.
template <class Query>
auto as_of_end(JournalId journal, Query query) {
  using Value = std::invoke_result_t<Query&, pqxx::transaction_base&>;
  return [journal, query = std::move(query)](pqxx::transaction_base& transaction) mutable {
    const auto position = last_position(transaction, journal);
    return AsOf<Value>{.position = position, .value = query(transaction)};
  };
}

}  // namespace ledger::api
