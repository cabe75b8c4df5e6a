// Rows of events as libpqxx gives them: all values as texts.
#pragma once

#include <cstdint>
#include <pqxx/pqxx>
#include <string>

#include "ledger/domain/recorded_transaction.hpp"

namespace ledger {

/// "select … from event … " with an event's columns, then its texts'; `rest` says which rows.
std::string select_recorded(const std::string& rest);
/// The same query, which also tells of holds whether they are over, at the price of one more look-up for each. `source`
/// is "event" or what it is joined to first.
std::string select_recorded_holds(const std::string& source, const std::string& rest);
/// A row of select_recorded() or select_recorded_holds() as a transaction of this one leg. Throws InvariantViolation
/// for values that cannot be.
RecordedTransaction recorded_from_text(const pqxx::row& row);
/// The event in a row that begins with event_columns(). Throws InvariantViolation, too.
Event event_from_text(const pqxx::row& row);
/// Two columns behind event_columns(), with which a row tells what its event changed also where the event does not.
std::string found_change_columns();
/// The event in a row of event_columns() and found_change_columns(). Throws InvariantViolation, too.
Event changing_event_from_text(const pqxx::row& row);
/// Returns the field as a whole number. Throws InvariantViolation, too.
std::int64_t whole_number(const pqxx::field& field);

}  // namespace ledger
