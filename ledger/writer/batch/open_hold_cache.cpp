#include "ledger/writer/batch/open_hold_cache.hpp"

namespace ledger {

void OpenHoldCache::note(const Event& event) {
  // What a newer program does to a hold is not known here.
  if (!is_understood(event)) return clear();
  if (ends_hold(event.type)) return holds_.erase(event.uid);
  if (event.type == EventType::hold_placed && !event.text_hash) holds_.put(event.uid, event);
}

}  // namespace ledger
