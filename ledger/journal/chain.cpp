#include "ledger/journal/chain.hpp"

#include "ledger/domain/canonical.hpp"

namespace ledger {

Hash Chain::link(const Hash& previous, const Event& event) {
  bytes_.clear();
  append_canonical_bytes(event, bytes_);
  return sha256_.digest(previous, bytes_);
}

}  // namespace ledger
