// Helpers for tests of snapshots: accounts with events in every order of effective times, and projecting in steps.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "ledger/queries/balance_query.hpp"
#include "ledger/snapshots/live_snapshots.hpp"
#include "tests/support/journal/event_factory.hpp"

namespace ledger::test {

/// The order of an account's effective times.
enum class EffectiveOrder { chronological, slightly_late, import_of_history, random, reverse, all_at_once };
constexpr EffectiveOrder all_orders[] = {EffectiveOrder::chronological,     EffectiveOrder::slightly_late,
                                         EffectiveOrder::import_of_history, EffectiveOrder::random,
                                         EffectiveOrder::reverse,           EffectiveOrder::all_at_once};

/// The effective time of the account's event number `index` of `count`, between `start` and a day after it.
Moment effective_time_in(EffectiveOrder order, std::int64_t index, std::int64_t count, Moment start,
                         std::mt19937& random);

/// Opens one account an order and pays `payments` random amounts into or out of each, interleaved at random.
std::vector<AccountId> add_random_accounts(EventFactory& factory, std::int64_t payments, std::mt19937& random);

/// The same, stored at once. `settings` are those of the schema's owner.
void append_random_accounts(const DatabaseSettings& settings, EventFactory& factory, std::int64_t payments,
                            std::mt19937& random);

/// Stores an account with deposits, of which the one at `position` does not lead from one balance to the next.
/// `settings` are those of the schema's owner.
void append_broken_deposits(const DatabaseSettings& settings, int deposits, Position position);

/// Brings the live snapshots forward to `to`, in batches of `batch` events, each batch by itself.
void project(const DatabaseSettings& settings, std::size_t batch, Position to, ProjectionLimits limits = {});

/// The account's balance at T = `effective` as known at K = `known_at`, as account_at() finds it.
std::optional<DatedBalance> balance_at(pqxx::transaction_base& transaction, AccountId account,
                                       std::optional<Moment> effective, std::optional<Position> known_at);

/// One text for all rows of all snapshot tables, the generation and the lease of the checkpoint left out.
std::string snapshot_contents(const DatabaseSettings& settings);

}  // namespace ledger::test
