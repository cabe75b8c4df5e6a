// Balances for readers: now, on a date, and as they were known at a position. Never stale, though the projector lags.
#pragma once

#include <optional>
#include <pqxx/pqxx>

#include "ledger/domain/epochs.hpp"
#include "ledger/domain/event.hpp"
#include "ledger/queries/identity_query.hpp"

namespace ledger {

/// An account as f(effective ≤ T, known at K).
struct DatedBalance {
  AccountId account;
  Currency currency;
  /// The sum of all events effective at or before T and recorded at or before K. A past balance may be negative, where
  /// a withdrawal was back-dated, and, as a sum of some events only, wider than 64 bits.
  WideSum balance = 0;
  /// The part of the balance that open holds had set aside, by the same events.
  WideSum held = 0;
  /// As it was at K, whatever T.
  MinorUnits limit = no_limit;
  AccountStatus status = AccountStatus::open;
  Version version;
  JournalId journal;
  /// K: the position that was asked for, at most the journal's last one. Asked for again it gives the same answer.
  Position position;
  /// The epoch that the journal was in when this was read; the event at the position may be of an earlier one.
  Epoch journal_epoch = first_epoch;

  [[nodiscard]] WideSum available() const { return balance - held; }
  bool operator==(const DatedBalance&) const = default;
};

/// The account's state as its event says it.
DatedBalance state_of(const Event& event);

/// An account with its holder, as found by one statement.
struct AccountAt {
  DatedBalance balance;
  /// As of today, whatever T and K. Nothing if the identity was erased.
  std::optional<Holder> holder;

  bool operator==(const AccountAt&) const = default;
};

/// The account's balance at T = `effective` (inclusive; without it the state of its last event) as it was known at
/// K = `known_at` (inclusive; without it now). Nothing if there is no such account or there was none yet at K. One
/// statement, which sees one state of the database, the events that the projector has not reached included.
std::optional<AccountAt> account_at(pqxx::transaction_base& transaction, AccountId account,
                                    std::optional<Moment> effective, std::optional<Position> known_at);

/// The sums of what had gone through an account by a time.
struct TurnoverAt {
  Currency currency;
  /// The sum of all events effective at or before T and recorded at or before K.
  WideSum balance = 0;
  /// The sum of what came in; what went out is this less the balance.
  WideSum credited = 0;
};

/// At T = `effective` as known at K = `known_at`, both inclusive, likewise.
std::optional<TurnoverAt> turnover_at(pqxx::transaction_base& transaction, AccountId account, Moment effective,
                                      Position known_at);

}  // namespace ledger
