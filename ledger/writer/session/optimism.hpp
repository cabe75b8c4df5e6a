// Decides when a batch may be worth deciding ahead of the lock.
#pragma once

#include <algorithm>

namespace ledger {

/// Tells which batches are decided ahead of the journal's lock.
enum class OptimisticAppend {
  off,  ///< none
  on,   ///< those of which all that deciding takes is remembered, while this mostly succeeds
};

/// A batch that is decided ahead of the journal's lock costs half of one that is decided under it, and more than that
/// if its append is refused. Where appends are refused again and again, since other writers are as busy, tries become
/// rare: after each refusal twice as many batches go without. A try that fails with a uid that is recorded already has
/// written its rows in vain, and clients that send again do so for a while: then more batches go without.
class Optimism {
 public:
  static constexpr int pause_batches_max = 256;
  static constexpr int pause_batches_of_replay = 32;

  /// To be asked once a batch.
  [[nodiscard]] bool allows_try() {
    if (left_ == 0) return true;
    --left_;
    return false;
  }
  /// Returns true if the latest tries succeeded, and the next batch is allowed one.
  [[nodiscard]] bool is_undisturbed() const { return pause_ == 0 && left_ == 0; }
  /// Returns true if tries were refused again and again of late.
  [[nodiscard]] bool is_rarely_tried() const { return pause_ > 1; }
  void note_success() { pause_ /= 2; }
  void note_refusal() { pause_for(pause_ * 2); }
  void note_replay() { pause_for(std::max(pause_ * 2, pause_batches_of_replay)); }
  /// Some commands have to be decided under the lock, which the next batch does.
  void skip_next() { left_ = std::max(left_, 1); }

 private:
  void pause_for(int batches) {
    pause_ = std::clamp(batches, 1, pause_batches_max);
    left_ = pause_;
  }

  /// The number of batches that go without a try after a refusal, and how many of them are still to come.
  int pause_ = 0;
  int left_ = 0;
};

}  // namespace ledger
