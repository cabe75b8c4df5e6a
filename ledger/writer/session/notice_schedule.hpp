// Which journals' followers are to be told of a commit. Pure: times come in as data.
#pragma once

#include <chrono>
#include <map>
#include <utility>
#include <vector>

#include "ledger/domain/values/ids.hpp"
#include "ledger/journal/commit_notice.hpp"

namespace ledger {

/// Remembers when a session last recorded something, by journal. For one thread.
class NoticeSchedule {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Notes a commit with events of `journal`. A notice of it is due unless this session recorded something there
  /// shortly before; what others record does not count, as they may have sent none.
  void recorded(JournalId journal, Time now) {
    const auto [last, is_first] = last_.try_emplace(journal, now);
    if (is_first || now - last->second >= notice_pause) due_.push_back(journal);
    last->second = now;
  }
  /// Hands out the journals of which notices are due.
  std::vector<JournalId> take_due() { return std::exchange(due_, {}); }

 private:
  std::map<JournalId, Time> last_;
  std::vector<JournalId> due_;
};

}  // namespace ledger
