// The cursor says how far a journal has been published: the record of ledger.cursors.v1.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/domain/chain_point.hpp"
#include "ledger/domain/epochs.hpp"

namespace ledger {

/// The last published event, or position 0 with the genesis hash before the first one.
struct Cursor {
  JournalId journal;
  ChainPoint at;
  /// The epochs, which say what published events were given up.
  Epochs epochs{};
  /// The highest account id that was ever published, also in what was given up, so that no id comes again after a
  /// restore. Nothing in a cursor that an older program wrote.
  std::optional<AccountId> accounts_end{};
  /// After a rewind: the balances of accounts up to this one have been published again; 0 at first. Nothing once all
  /// have been. New events wait for them.
  std::optional<AccountId> restated_to{};
  /// True if the balances of all accounts are to be published again: not all events that became void can be read, an
  /// operator left a gap, or the balances topic was lost.
  bool restate_all = false;
  /// An operator left a gap: the event here was never published, and those right before it may not have been either.
  bool left_gap = false;
  bool operator==(const Cursor&) const = default;
};

/// {"journal":0,"position":12,"hash":"…"}, and the rest where there is any.
std::string to_json(const Cursor& cursor);

/// Reads what to_json() writes; nothing for anything else. Members that it does not know are ignored.
std::optional<Cursor> parse_cursor(std::string_view json);

}  // namespace ledger
