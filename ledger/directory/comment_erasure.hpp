// Forgetting the comments of an account whose identity was erased, a bounded number at a time.
#pragma once

#include <cstdint>
#include <pqxx/pqxx>

#include "ledger/domain/values/ids.hpp"

namespace ledger {

/// Parameters: account, version of its identity_erased event, how many events to look at. Erases the comments among the
/// next events that this erasure has not looked at; true once none are left. The events keep their salted hashes, so
/// every hash stays right. Whoever asks at the same time waits a moment and takes the next piece.
constexpr const char* erase_comments_sql = "select erase_comments($1::bigint, $2::bigint, $3::bigint)";

/// Events looked at in one statement: a few milliseconds, however long the account's history is.
constexpr std::int64_t erasure_chunk_events = 1'000;

/// One piece of it, through libpqxx; true once nothing is left to erase.
bool erase_comments(pqxx::transaction_base& transaction, AccountId account, Version erased);

}  // namespace ledger
