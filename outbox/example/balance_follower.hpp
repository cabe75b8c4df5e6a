// Follows ledger.balances.v1 from where the saved state stands, or from the beginning.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "outbox/example/saved_state.hpp"
#include "outbox/kafka/admin.hpp"
#include "outbox/kafka/topic_reader.hpp"

namespace ledger::example {

/// Told of each account whose ads may run from now on, or not any more.
using Changed = std::function<void(AccountId account, bool ads_may_run)>;

class BalanceFollower {
 public:
  /// Goes on from `saved` if it is of this cluster and of this very topic, else begins anew: the compacted topic still
  /// has the newest balance of every account. Throws kafka::Failure; start_over also while there is no such topic.
  BalanceFollower(const kafka::ClusterSettings& cluster, const std::string& topic, std::optional<SavedState> saved);

  /// Reads a record, or waits that long for one. Throws kafka::OffsetGone, after which the state must be forgotten, or
  /// kafka::Failure.
  void read(std::chrono::milliseconds timeout, const Changed& changed);

  /// False if the topic is not the one any more that was read so far: it was made anew, or has other partitions. The
  /// state must be forgotten then. True also where that cannot be found out now.
  bool is_same_topic();

  /// Returns true if all that was there at the start has been read. Until then the state is of the past.
  [[nodiscard]] bool has_caught_up() const;
  [[nodiscard]] const AdAccounts& accounts() const { return state_.accounts; }
  /// Returns the state that may be saved: the accounts as they are, and how far had been read when the topic was last
  /// found to be the same. Records behind that come again after a start, which changes nothing.
  [[nodiscard]] const SavedState& state() const { return state_; }

 private:
  kafka::ClusterSettings cluster_;
  kafka::Admin admin_;
  SavedState state_;
  /// By partition: the offset up to which has been read by now, and the last record read. What was read since the last
  /// look may be of a new topic already, and must not vouch for it.
  std::vector<std::int64_t> offsets_;
  RecordMarks marks_;
  /// The offsets at the start, by partition.
  std::vector<std::int64_t> ends_;
  std::optional<kafka::TopicReader> reader_;
};

}  // namespace ledger::example
