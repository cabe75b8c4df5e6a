// Events of every type, and what schemas/events says of their JSON.
#pragma once

#include <rapidjson/document.h>
#include <rapidjson/schema.h>

#include <string>
#include <string_view>
#include <vector>

#include "ledger/domain/event.hpp"

namespace ledger::test {

/// Members that follow from the others; records of older programs lack them.
inline const std::vector<std::string> derived_members = {"change", "held_change"};

/// Parses it. Fails the test if this is not JSON.
rapidjson::Document document_of(const std::string& json);

/// Returns the schema of that name in schemas/events.
rapidjson::SchemaDocument schema_of(std::string_view name);
/// The examples of a schema, which follow it.
std::vector<std::string> examples_of(std::string_view name);
/// Empty if the JSON follows the schema, else what is violated.
std::string violation_of(std::string_view schema_name, const std::string& json);

std::vector<EventType> all_types();
/// An event of that type with details as it has them. Its amount is 10.50 USD.
Event event_of(EventType type);
/// Two events of each type: the least and the most that one can hold.
std::vector<Event> all_kinds_of_events();

/// A capture by itself does not tell its change: this one took its 10.50 of a hold of 12.00, where `before` is not
/// given.
std::string json_of(Event event, const Event* before = nullptr);
/// The same record as an older program wrote it.
std::string without_derived_members(const std::string& json);

}  // namespace ledger::test
