// May a journal be appended to, or would that do harm, because Kafka may have events that a restored database lost?
#pragma once

#include <cstdint>
#include <optional>

#include "ledger/writer/batch/outcome.hpp"

namespace ledger {

/// Tells how far writers trust a database that was restored.
enum class KafkaGuard {
  /// Never asks: for a ledger that no relay publishes.
  off,
  /// Stops on another database until a relay has confirmed it; goes on after a failover or a point-in-time recovery
  /// until a relay finds that Kafka is ahead.
  on,
  /// Stops after a failover and a point-in-time recovery as well.
  strict,
};

/// The answer of table journal_guard about the database that a session is connected to. The numbers are those that the
/// writer's SQL returns.
enum class GuardState : std::int16_t {
  confirmed = 0,
  /// It is not the database that a relay has confirmed: a restored dump, or another server.
  other_database = 1,
  /// It is on another timeline: a failover, or a point-in-time recovery.
  other_timeline = 2,
  /// A relay has found that Kafka has events which the journal does not.
  behind_kafka = 3,
};

/// Returns why events may not be appended; nothing if they may.
constexpr std::optional<Unavailable::Reason> reason_to_stop(GuardState state, KafkaGuard guard) {
  if (guard == KafkaGuard::off) return std::nullopt;
  switch (state) {
    case GuardState::confirmed:
      return std::nullopt;
    case GuardState::other_timeline:
      if (guard != KafkaGuard::strict) return std::nullopt;
      return Unavailable::Reason::journal_unconfirmed;
    case GuardState::other_database:
      return Unavailable::Reason::journal_unconfirmed;
    case GuardState::behind_kafka:
      return Unavailable::Reason::journal_behind;
  }
  return Unavailable::Reason::journal_unconfirmed;
}

}  // namespace ledger
