// Epochs record which published events were given up after a restore. Each time one begins; the first is 1.
#pragma once

#include <cstdint>
#include <vector>

#include "ledger/domain/event.hpp"

namespace ledger {

/// Counts how often published events of a journal were given up: 1 at first.
using Epoch = Identifier<struct EpochTag, std::int32_t>;

constexpr Epoch first_epoch{1};

/// The beginning of an epoch: events of earlier epochs behind `last_valid` are void from then on.
struct Rewind {
  /// 2 or more.
  Epoch epoch;
  /// The last position of earlier epochs that stays valid.
  Position last_valid;
  /// hash(last_valid); the genesis hash at 0.
  Hash hash{};
  bool operator==(const Rewind&) const = default;
};

/// All rewinds of a journal, by epoch, without gaps. A value, made to be copied: there are a handful at most.
class Epochs {
 public:
  Epochs() = default;
  /// Throws InvariantViolation unless the rewinds are those of epochs 2, 3, 4 …
  explicit Epochs(std::vector<Rewind> rewinds);

  [[nodiscard]] const std::vector<Rewind>& rewinds() const { return rewinds_; }
  [[nodiscard]] Epoch current() const;
  /// The epoch of the event that stands at the position now: the latest one that began before it.
  [[nodiscard]] Epoch of(Position position) const;
  /// Returns true if the event of this epoch at this position was given up.
  [[nodiscard]] bool is_void(Epoch epoch, Position position) const;
  /// The last valid position of all that was told while this epoch was the journal's; the greatest one there is where
  /// nothing of that was given up.
  [[nodiscard]] Position last_valid(Epoch epoch) const;
  /// Returns true if the other has all of these rewinds, and maybe more.
  [[nodiscard]] bool is_beginning_of(const Epochs& other) const;
  /// These and one more, whose epoch must be the next one.
  [[nodiscard]] Epochs with(const Rewind& rewind) const;

  bool operator==(const Epochs&) const = default;

 private:
  std::vector<Rewind> rewinds_;
};

}  // namespace ledger
