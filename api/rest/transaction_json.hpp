// Transactions as JSON: the one place that knows how each type of event is shown.
#pragma once

#include "api/json/json_writer.hpp"
#include "api/services/reads/transaction_types.hpp"
#include "ledger/domain/recorded_transaction.hpp"
#include "ledger/journal/epoch_book.hpp"

namespace ledger::api {

/// A whole object: one event of an account's history, with the account's state after it. `recorded` has this leg alone.
void write_history_entry(JsonWriter& json, const RecordedTransaction& recorded, const EpochBook& epochs);
/// Writes an object: the transaction as it concerns the account of the leg `shown` (an index of `recorded.legs`), with
/// that account's state after it. For other accounts it contains the change, never a balance.
void write_transaction(JsonWriter& json, const RecordedTransaction& recorded, const EpochBook& epochs,
                       std::size_t shown = 0);
/// The members that only some types have: the other side, what it reverses, what reversed it, a hold's terms.
void write_relations(JsonWriter& json, const RecordedTransaction& recorded, const Event& event);

/// Writes an object: a hold and its current state. `recorded` begins with hold_placed.
void write_hold(JsonWriter& json, const RecordedTransaction& recorded, const EpochBook& epochs);
/// Its members, for an object that has others.
void write_hold_members(JsonWriter& json, const RecordedTransaction& recorded, const EpochBook& epochs);

}  // namespace ledger::api
