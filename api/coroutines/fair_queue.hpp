// A queue in which callers take turns: who queues a lot delays himself, not the others.
#pragma once

#include <cstddef>
#include <deque>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>

namespace ledger::api {

/// Each caller's items come in the order in which they were pushed; of several callers each gets one item in turn.
/// Memory is that of the items. Not for use by several threads at once.
template <class Item>
class FairQueue {
 public:
  void push(const std::string& caller, Item item) {
    auto found = lanes_.find(caller);
    if (found == lanes_.end()) {
      turns_.push_back({.caller = caller, .items = {}});
      found = lanes_.emplace(caller, std::prev(turns_.end())).first;
    }
    found->second->items.push_back(std::move(item));
    ++size_;
  }

  /// The next item; there must be one.
  Item pop() {
    auto lane = turns_.begin();
    Item item = std::move(lane->items.front());
    lane->items.pop_front();
    --size_;
    if (lane->items.empty()) {
      lanes_.erase(lane->caller);
      turns_.erase(lane);
    } else {
      turns_.splice(turns_.end(), turns_, lane);
    }
    return item;
  }

  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Returns the number of items that belong to this caller.
  [[nodiscard]] std::size_t size_of(const std::string& caller) const {
    const auto found = lanes_.find(caller);
    return found == lanes_.end() ? 0 : found->second->items.size();
  }

 private:
  struct Lane {
    std::string caller;
    std::deque<Item> items;
  };

  /// Callers with items, the one whose turn it is first.
  std::list<Lane> turns_;
  std::unordered_map<std::string, typename std::list<Lane>::iterator> lanes_;
  std::size_t size_ = 0;
};

}  // namespace ledger::api
