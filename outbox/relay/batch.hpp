// A batch is what one Kafka transaction publishes.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/domain/epochs.hpp"
#include "ledger/domain/values/trace_parent.hpp"

namespace ledger {

/// Consecutive events with their JSON, made by the reading thread. Holds whole transactions only.
class Chunk {
 public:
  /// `needs_balance_record`: a balance record is due for this event whatever follows it. `trace`: where the request
  /// stood in its caller's trace, if that is known.
  void add(Event event, Epoch epoch, bool needs_balance_record, const std::optional<TraceParent>& trace = std::nullopt);
  /// A balance record is due for this event because the Kafka transaction has no later one of its account.
  void announce(std::size_t index) { needs_balance_record_[index] = true; }

  [[nodiscard]] std::size_t size() const { return events_.size(); }
  [[nodiscard]] const Event& event(std::size_t index) const { return events_[index]; }
  [[nodiscard]] Epoch epoch(std::size_t index) const { return epochs_[index]; }
  [[nodiscard]] std::string_view json(std::size_t index) const;
  /// The trace of an event; nothing if it has none.
  [[nodiscard]] std::optional<TraceParent> trace(std::size_t index) const;
  [[nodiscard]] bool has_traces() const { return !traces_.empty(); }
  [[nodiscard]] bool needs_balance_record(std::size_t index) const { return needs_balance_record_[index]; }
  [[nodiscard]] std::size_t json_bytes() const { return json_.size(); }

 private:
  std::vector<Event> events_;
  std::vector<bool> needs_balance_record_;
  std::vector<Epoch> epochs_;
  /// The values one behind the other.
  std::string json_;
  std::vector<std::size_t> json_ends_;
  /// By index.
  std::map<std::size_t, TraceParent> traces_;
};

struct Batch {
  std::vector<Chunk> chunks;

  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] bool has_traces() const;
};

/// Marks each account's last event in the batch for a balance record.
void announce_last_events(Batch& batch);

/// Returns how many of the events, which end a page that was full, belong to whole transactions. The rest may go on in
/// the next page; events of one transaction stand side by side in a journal.
std::size_t whole_transactions(const std::vector<Event>& events);

}  // namespace ledger
