// Checks that erased identities and texts are gone.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "ledger/domain/event.hpp"
#include "ledger/postgres/postgres.hpp"

namespace ledger {

/// An erasure that is not what its event says.
struct UnfinishedErasure {
  JournalId journal;
  Position position;
  std::string what;
};

/// Needs some memory for each account whose identity was erased. Erasures may go on meanwhile, as each comparison is
/// made in one snapshot of the database. Not for use by several threads at once.
class ErasureCheck {
 public:
  /// The connection must outlive it.
  explicit ErasureCheck(PostgresConnection& connection);

  /// Takes note of the erasures among these events. An account's events come in order.
  void note(const std::vector<Event>& events);

  /// An identity or a comment that is there though an erasure noted came after it and is not pending any more, or a
  /// pending erasure without an event; nothing if all is well. Throws ConnectionLost or StatementFailed.
  std::optional<UnfinishedErasure> find_unfinished();

 private:
  struct Erased {
    JournalId journal;
    Position position;
    Version version;
  };
  std::optional<std::string> left_of(AccountId account, Version erased);
  std::optional<UnfinishedErasure> find_stray_row();

  PostgresConnection& connection_;
  /// The latest of each account.
  std::unordered_map<AccountId, Erased> erased_;
};

}  // namespace ledger
