// One immutable fact about one account, with the account's state after it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ledger/domain/values/ids.hpp"
#include "ledger/domain/values/moment.hpp"
#include "ledger/domain/values/money.hpp"
#include "ledger/domain/values/uid.hpp"

namespace ledger {

/// A SHA-256 digest.
using Hash = std::array<std::uint8_t, 32>;

/// The kind of fact. The numbers are stored and hashed: they never change and are never used again. An event of a newer
/// program may have another number.
enum class EventType : std::int16_t {
  /// Never stored: what readers make of an event that this program does not understand.
  unknown = 0,
  account_opened = 1,
  deposited = 2,
  withdrawn = 3,
  transfer_sent = 4,
  transfer_received = 5,
  hold_placed = 6,
  /// Money on hold was taken; what was held beyond it is free again.
  hold_captured = 7,
  hold_released = 8,
  hold_expired = 9,
  limit_changed = 10,
  account_frozen = 11,
  account_unfrozen = 12,
  account_closed = 13,
  /// A reversal took money back.
  reversal_debited = 14,
  /// A reversal gave money back.
  reversal_credited = 15,
  identity_erased = 16,
};

constexpr std::int16_t event_type_number_max = 16;

/// Returns true if the event ends the hold that its uid names.
constexpr bool ends_hold(EventType type) {
  return type == EventType::hold_captured || type == EventType::hold_released || type == EventType::hold_expired;
}
/// Returns true if the event reverses the leg that its details name.
constexpr bool is_reversal(EventType type) {
  return type == EventType::reversal_debited || type == EventType::reversal_credited;
}

/// "account_opened"; the name in JSON, Kafka and logs. "unknown" for numbers that are none of the above.
std::string_view name_of(EventType type);
/// The type with this stored number, or nothing.
std::optional<EventType> event_type_from_number(std::int16_t number);

/// The account's standing, which decides the business that it takes part in. The numbers are stored and hashed.
enum class AccountStatus : std::int16_t {
  open = 1,
  frozen = 2,
  closed = 3,
};

std::string_view name_of(AccountStatus status);
std::optional<AccountStatus> account_status_from_number(std::int16_t number);

/// The version of an event's meaning that this program writes.
constexpr std::int16_t event_schema_version = 1;

/// The change that an event made to the balance and to the held part of it, in minor units: negative if less was there
/// afterwards.
struct StateChange {
  MinorUnits balance = 0;
  MinorUnits held = 0;
  bool operator==(const StateChange&) const = default;
};

/// All that is recorded. `balance`, `held`, `limit`, `status` are the account's state *after* the event, so an
/// account's state is its last event.
struct Event {
  JournalId journal;
  Position position;
  AccountId account;
  Version version;
  Uid uid;
  Leg leg;
  EventType type = EventType::account_opened;
  std::int16_t schema_version = event_schema_version;
  AccountStatus status = AccountStatus::open;
  Currency currency;
  /// The amount of the business act, never negative; its direction is the type's.
  MinorUnits amount = 0;
  MinorUnits balance = 0;
  MinorUnits held = 0;
  MinorUnits limit = no_limit;
  /// The time when the money moved in the world.
  Moment effective{};
  /// The time when the ledger committed it; never falls along a journal.
  Moment recorded{};
  /// The opaque id of the principal who asked for it.
  std::string actor;
  /// Fields that only this type has, as details.hpp writes and reads them; empty for types without any.
  std::string details;
  /// The salted hash of the erasable texts that belong to it; nothing where there are none.
  std::optional<Hash> text_hash;
  /// SHA-256 over the previous event's hash and this event's canonical bytes.
  Hash hash{};
  /// The difference to the state before, for an event that does not tell it (tells_change() in account.hpp); set only
  /// if a reader has asked for it.
  std::optional<StateChange> found_change = std::nullopt;

  /// Returns the amount that can be spent or held, in minor units.
  [[nodiscard]] MinorUnits available() const { return balance - held; }
  bool operator==(const Event&) const = default;
};

/// Returns true if this program knows what the event means. If not, a newer program wrote it: the state after it holds
/// all the same, and nothing else may be concluded from it.
bool is_understood(const Event& event);
/// The type of an event that is understood; EventType::unknown for any other.
EventType understood_type(const Event& event);
/// Returns how many of the events, from the first on, are understood.
std::size_t count_understood(std::span<const Event> events);

}  // namespace ledger
