// Decides which journals' followers are to be told of a commit. Pure: times come in as data.
#pragma once

#include <chrono>
#include <map>
#include <utility>
#include <vector>

#include "ledger/domain/values/ids.hpp"
#include "ledger/journal/commit_notice.hpp"

namespace ledger {

/// Remembers when a writer last recorded something, by journal. For one thread.
class NoticeSchedule {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// The time for which no notice is sent after one that failed. Followers that meet an event without a notice look
  /// often, and money must not wait for a server that cannot notify.
  static constexpr std::chrono::minutes time_off{1};

  /// Notes a commit with events of `journal`. A notice of it is due unless this writer recorded something there shortly
  /// before; what others record does not count, as they may have sent none.
  void recorded(JournalId journal, Time now) {
    const auto [last, is_first] = last_.try_emplace(journal, now);
    const bool is_after_pause = is_first || now - last->second >= notice_pause;
    if (is_after_pause && now >= off_until_) due_.push_back(journal);
    last->second = now;
  }
  /// Notes that notices could not be sent.
  void failed(Time now) { off_until_ = now + time_off; }
  [[nodiscard]] bool is_due() const { return !due_.empty(); }
  /// Hands out the journals of which notices are due.
  std::vector<JournalId> take_due() { return std::exchange(due_, {}); }

 private:
  std::map<JournalId, Time> last_;
  std::vector<JournalId> due_;
  Time off_until_ = Time::min();
};

}  // namespace ledger
