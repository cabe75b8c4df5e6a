// How far a journal has been published: the record of ledger.cursors.v1.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/domain/event.hpp"

namespace ledger {

/// The last published event, or position 0 with the genesis hash before the first one.
struct Cursor {
  JournalId journal;
  Position position;
  /// hash(position)
  Hash hash{};
  bool operator==(const Cursor&) const = default;
};

/// {"journal":0,"position":12,"hash":"…"}
std::string to_json(const Cursor& cursor);

/// Reads what to_json() writes; nothing for anything else.
std::optional<Cursor> parse_cursor(std::string_view json);

}  // namespace ledger
