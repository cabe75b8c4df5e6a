#include "ledger/journal/listening_pause.hpp"

#include <algorithm>

namespace ledger {

std::chrono::milliseconds ListeningPause::next(Time now, std::chrono::milliseconds usual) {
  rested_ = hears_all_ && found_ <= now - time_to_rest;
  return rested_ ? std::max(usual, resting) : usual;
}

void ListeningPause::heard() {
  has_heard_ = true;
  hears_all_ = true;
}

void ListeningPause::looked(Time now, bool found) {
  if (found) {
    found_ = now;
    if (rested_ && !has_heard_) hears_all_ = false;
  }
  rested_ = false;
  has_heard_ = false;
}

}  // namespace ledger
