// Queries for the version an account had at a time, and for its currency. SQL through libpqxx.
#pragma once

#include <optional>
#include <pqxx/pqxx>

#include "ledger/domain/values/currency.hpp"
#include "ledger/domain/values/ids.hpp"
#include "ledger/domain/values/moment.hpp"

namespace ledger {

/// The account's last version; 0 if there is no such account.
Version last_version(pqxx::transaction_base& transaction, AccountId account);
/// Its last version recorded at or before the moment; 0 if there was none yet.
Version version_recorded_by(pqxx::transaction_base& transaction, AccountId account, Moment recorded);
/// Its last version at or before the position of its journal; 0 if there was none yet.
Version version_known_at(pqxx::transaction_base& transaction, AccountId account, Position position);
/// The account's currency, which never changes; nothing if there is no such account.
std::optional<Currency> currency_of(pqxx::transaction_base& transaction, AccountId account);

}  // namespace ledger
