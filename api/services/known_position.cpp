#include "api/services/known_position.hpp"

#include <algorithm>

#include "ledger/journal/transactions.hpp"

namespace ledger::api {

Position resolved(pqxx::transaction_base& transaction, JournalId journal, const KnownPosition& known) {
  if (known.time) return position_at(transaction, journal, *known.time);
  const auto last = last_position(transaction, journal);
  return std::min(known.position.value_or(last), last);
}

}  // namespace ledger::api
