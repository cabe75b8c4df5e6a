// A bounded memory: the least recently used value makes room.
#pragma once

#include <cstddef>
#include <list>
#include <unordered_map>
#include <utility>

namespace ledger {

/// Holds what is committed, or will be before anything that is decided on it. Not for use by several threads at once.
template <class Key, class Value>
class RecentlyUsed {
 public:
  /// At most `values_max` values, greater than zero.
  explicit RecentlyUsed(std::size_t values_max) : values_max_(values_max) {}

  /// The value, which becomes the most recently used, or null. Valid until the next change.
  const Value* find(const Key& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    values_.splice(values_.begin(), values_, found->second);
    return &values_.front().second;
  }
  /// Takes over a newer value.
  void put(const Key& key, const Value& value) {
    if (find(key) != nullptr) {
      values_.front().second = value;
      return;
    }
    if (places_.size() >= values_max_) {
      places_.erase(values_.back().first);
      values_.pop_back();
    }
    values_.emplace_front(key, value);
    places_.emplace(key, values_.begin());
  }
  void erase(const Key& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return;
    values_.erase(found->second);
    places_.erase(found);
  }
  void clear() {
    places_.clear();
    values_.clear();
  }
  [[nodiscard]] std::size_t size() const { return places_.size(); }

 private:
  using Values = std::list<std::pair<Key, Value>>;

  std::size_t values_max_;
  /// Most recently used first.
  Values values_;
  std::unordered_map<Key, typename Values::iterator> places_;
};

}  // namespace ledger
