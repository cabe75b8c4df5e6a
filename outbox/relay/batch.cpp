#include "outbox/relay/batch.hpp"

#include <algorithm>
#include <unordered_set>

#include "ledger/publication/event_json.hpp"

namespace ledger {

void Chunk::add(Event event, Epoch epoch, bool needs_balance_record, const std::optional<TraceParent>& trace) {
  if (trace) traces_.emplace(events_.size(), *trace);
  append_event_json(event, epoch, json_);
  json_ends_.push_back(json_.size());
  needs_balance_record_.push_back(needs_balance_record);
  epochs_.push_back(epoch);
  events_.push_back(std::move(event));
}

std::optional<TraceParent> Chunk::trace(std::size_t index) const {
  const auto found = traces_.find(index);
  return found == traces_.end() ? std::nullopt : std::optional(found->second);
}

std::string_view Chunk::json(std::size_t index) const {
  const auto begin = index == 0 ? 0 : json_ends_[index - 1];
  return std::string_view(json_).substr(begin, json_ends_[index] - begin);
}

std::size_t Batch::size() const {
  std::size_t events = 0;
  for (const auto& chunk : chunks) events += chunk.size();
  return events;
}

bool Batch::has_traces() const {
  return std::any_of(chunks.begin(), chunks.end(), [](const Chunk& chunk) { return chunk.has_traces(); });
}

void announce_last_events(Batch& batch) {
  std::unordered_set<AccountId> seen;
  seen.reserve(batch.size());
  for (auto chunk = batch.chunks.rbegin(); chunk != batch.chunks.rend(); ++chunk) {
    for (std::size_t index = chunk->size(); index-- > 0;) {
      if (seen.insert(chunk->event(index).account).second) chunk->announce(index);
    }
  }
}

std::size_t whole_transactions(const std::vector<Event>& events) {
  std::size_t whole = events.size();
  while (whole > 0 && events[whole - 1].uid == events.back().uid) --whole;
  return whole;
}

}  // namespace ledger
