// The highest balance that an account may have, by its name and its former one.
#pragma once

#include <string_view>

#include "api/json/field_reader.hpp"
#include "api/json/json_writer.hpp"
#include "ledger/domain/values/money.hpp"

namespace ledger::api {

/// Returns the name by which the body has the limit: "balance_limit", or "limit" if there is only that. Of both the
/// former name is a field that is not known.
std::string_view balance_limit_name(const FieldReader& fields);

/// Writes it by both names; null if there is none.
void write_balance_limit(JsonWriter& json, MinorUnits limit, const Currency& currency);

}  // namespace ledger::api
