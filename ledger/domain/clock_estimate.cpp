#include "ledger/domain/clock_estimate.hpp"

namespace ledger {

void ClockEstimate::learn(const ClockReading& reading) {
  if (!reading.database) return;
  const auto answered = reading.answered.since_boot;
  const auto took = answered - reading.asked;
  if (took > look_max) return;
  if (look_ && took > look_->took && answered - look_->answered < age_preferred) return;
  look_ = Look{
      .took = took, .answered = answered, .offset = reading.database->time_since_epoch() - (reading.asked + took / 2)};
}

std::optional<Moment> ClockEstimate::at(std::chrono::microseconds now) const {
  if (!look_ || now - look_->answered > age_max) return std::nullopt;
  return Moment(now + look_->offset);
}

}  // namespace ledger
