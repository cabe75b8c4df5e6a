// Writes the results of a bulk request's commands as JSON.
#pragma once

#include <optional>

#include "api/auth/principal.hpp"
#include "api/http/message/problem.hpp"
#include "api/json/json_writer.hpp"
#include "ledger/domain/values/uid.hpp"
#include "ledger/journal/epoch_book.hpp"
#include "ledger/writer/batch/outcome.hpp"

namespace ledger::api {

/// A whole object: status and code of what became of a command, with its uid where that is known. `reader` is who gave
/// it; see problem_of().
void write_bulk_result(JsonWriter& json, const std::optional<Uid>& uid, const Outcome& outcome, const EpochBook& epochs,
                       const Principal& reader);
void write_bulk_result(JsonWriter& json, const std::optional<Uid>& uid, const Problem& problem);

}  // namespace ledger::api
