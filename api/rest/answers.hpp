// The JSON of accounts, the same in every answer.
#pragma once

#include <optional>
#include <string>

#include "api/http/message/response.hpp"
#include "api/json/json_writer.hpp"
#include "ledger/domain/event.hpp"
#include "ledger/domain/recorded_transaction.hpp"
#include "ledger/journal/epoch_book.hpp"
#include "ledger/publication/position_token.hpp"
#include "ledger/queries/balance_query.hpp"
#include "ledger/writer/batch/outcome.hpp"

namespace ledger::api {

/// Writes `position`, and `epoch` unless that is the first one.
void write_position(JsonWriter& json, const PositionToken& position);

/// Writes the members of an account's state: balance, held, available, limit, currency, status, version, position.
void write_state(JsonWriter& json, const DatedBalance& state, const EpochBook& epochs);

/// Writes `key: text`, or null without a text: it was never given, or it was erased.
void write_text(JsonWriter& json, std::string_view key, const std::optional<std::string>& text);

/// Writes `may_change` where the position that was read was asked for by a time: whether the time may still stand for a
/// later one.
void write_may_change(JsonWriter& json, std::optional<bool> may_change);

/// Adds Ledger-Position: of a write where it stands, of a read what it includes.
void add_position_field(Response& response, const PositionToken& position);
/// Adds Ledger-Position, and Idempotent-Replayed where it is a replay.
void add_write_fields(Response& response, const Applied& applied, const EpochBook& epochs);

}  // namespace ledger::api
