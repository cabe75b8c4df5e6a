// Valid events without a writer: quick enough for tests and benchmarks with a million of them.
#pragma once

#include <unordered_map>
#include <vector>

#include "ledger/domain/account.hpp"
#include "ledger/journal/chain.hpp"
#include "ledger/postgres/database_settings.hpp"

namespace ledger::test {

/// Makes a journal's events one after the other, chained and complete. Each is recorded a millisecond after the one
/// before it; behind events that a writer recorded, a microsecond. Throws InvariantViolation for an event that the
/// rules forbid.
class EventFactory {
 public:
  /// Goes on behind journal 0's end in this database, with new accounts only.
  explicit EventFactory(const DatabaseSettings& settings);

  AccountId open(std::string_view currency = "USD", MinorUnits limit = no_limit);
  /// A deposit where `change` is positive, else a withdrawal.
  void pay(AccountId account, MinorUnits change, Moment effective);
  /// The same, effective when it is recorded.
  void pay(AccountId account, MinorUnits change);

  /// The recorded time of the next event.
  [[nodiscard]] Moment now() const { return now_; }
  [[nodiscard]] Position position() const { return position_; }
  [[nodiscard]] const Account& account(AccountId id) const { return accounts_.at(id); }
  /// Hands over the events made since the last call.
  std::vector<Event> take();

 private:
  void add(Event event);

  std::unordered_map<AccountId, Account> accounts_;
  std::vector<Event> events_;
  Chain chain_;
  Hash hash_{};
  Position position_;
  std::chrono::microseconds between_events_{};
  Moment now_;
  AccountId last_account_;
};

/// Stores events by one COPY. `settings` are those of the schema's owner or of the services' role.
void append_events(const DatabaseSettings& settings, const std::vector<Event>& events);

}  // namespace ledger::test
