// Writes the results of a bulk request's commands as JSON.
#pragma once

#include <optional>

#include "api/auth/principals/principal.hpp"
#include "api/http/message/problem.hpp"
#include "api/json/json_writer.hpp"
#include "ledger/domain/values/uid.hpp"
#include "ledger/journal/epoch_book.hpp"
#include "ledger/writer/batch/outcome.hpp"

namespace ledger::api {

/// Writes an object: status and code of a command's outcome, with its uid if that is known. `reader` is the caller who
/// gave the command; see problem_of().
void write_bulk_result(JsonWriter& json, const std::optional<Uid>& uid, const Outcome& outcome, const EpochBook& epochs,
                       const Principal& reader);
void write_bulk_result(JsonWriter& json, const std::optional<Uid>& uid, const Problem& problem);

}  // namespace ledger::api
