// Follows ledger.balances.v1 from where the saved state stands, or from the beginning.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "outbox/example/saved_state.hpp"
#include "outbox/kafka/topic_reader.hpp"

namespace ledger::example {

/// Told of each account whose ads may run from now on, or not any more.
using Changed = std::function<void(AccountId account, bool ads_may_run)>;

class BalanceFollower {
 public:
  /// Goes on from `saved` if it is of this cluster and topic, else begins anew: the compacted topic still has the
  /// newest balance of every account. Throws kafka::Failure.
  BalanceFollower(const kafka::ClusterSettings& cluster, const std::string& topic, std::optional<SavedState> saved);

  /// Reads a record, or waits that long for one. Throws kafka::OffsetGone, after which the state must be forgotten, or
  /// kafka::Failure.
  void read(std::chrono::milliseconds timeout, const Changed& changed);

  /// Whether all that was there at the start has been read: before that the state is of the past.
  [[nodiscard]] bool has_caught_up() const;
  [[nodiscard]] const SavedState& state() const { return state_; }

 private:
  SavedState state_;
  /// By partition, at the start.
  std::vector<std::int64_t> ends_;
  std::optional<kafka::TopicReader> reader_;
};

}  // namespace ledger::example
