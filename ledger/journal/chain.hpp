// The hash chain over a journal: hash(n) = SHA-256(hash(n−1) ‖ canonical bytes of event n).
#pragma once

#include <cstdint>
#include <vector>

#include "ledger/crypto/sha256.hpp"
#include "ledger/domain/event.hpp"

namespace ledger {

/// Computes links of the chain. Not for use by several threads at once.
class Chain {
 public:
  /// The hash that `event` must carry behind an event with hash `previous` (or behind the journal's genesis hash).
  Hash link(const Hash& previous, const Event& event);

 private:
  Sha256 sha256_;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace ledger
