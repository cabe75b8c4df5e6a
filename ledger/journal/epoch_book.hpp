// The epochs of all journals as a process knows them, for whoever writes or reads positions.
#pragma once

#include <atomic>
#include <mutex>
#include <unordered_map>

#include "ledger/domain/epochs.hpp"

namespace ledger {

/// For any thread. Epochs only ever get more, so what is learnt late does no harm to what is known.
class EpochBook {
 public:
  /// Returns the journal's epochs: the first one alone if nothing was learnt about the journal.
  [[nodiscard]] Epochs of(JournalId journal) const;
  /// The epoch of the event that stands at the position. Cheap while no journal was ever rewound.
  [[nodiscard]] Epoch epoch_of(JournalId journal, Position position) const;
  /// Keeps the epochs unless more are known already.
  void learn(JournalId journal, const Epochs& epochs);

 private:
  std::atomic<bool> any_{false};
  mutable std::mutex mutex_;
  std::unordered_map<JournalId, Epochs> by_journal_;
};

}  // namespace ledger
