#include "outbox/topics/line_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "ledger/journal/chain.hpp"
#include "outbox/kafka/failure.hpp"

namespace ledger {
namespace {

constexpr std::int64_t short_tail_offsets = 256;
constexpr std::int64_t first_tail_offsets = 2'000;
constexpr std::int64_t tail_growth_factor = 8;
constexpr std::size_t journal_page_events = 2'000;

/// Hashes of the journal, read in pages as they are asked for in ascending order.
class JournalHashes {
 public:
  JournalHashes(EventReader& reader, JournalId journal)
      : reader_(reader), journal_(journal), end_(reader.head(journal).position) {}

  [[nodiscard]] Position end() const { return end_; }

  /// hash(position); nothing behind the journal's end.
  std::optional<Hash> at(Position position) {
    if (position > end_) return std::nullopt;
    if (position == Position(0)) return reader_.genesis_hash(journal_);
    const bool is_here = first_ && position >= *first_ && position.value < first_->value + ssize();
    if (!is_here) load(position);
    const auto index = static_cast<std::size_t>(position.value - first_->value);
    return index < hashes_.size() ? std::optional(hashes_[index]) : std::nullopt;
  }

 private:
  [[nodiscard]] std::int64_t ssize() const { return static_cast<std::int64_t>(hashes_.size()); }
  void load(Position position) {
    hashes_.clear();
    first_ = position;
    for (const auto& event : reader_.read(journal_, position, journal_page_events)) hashes_.push_back(event.hash);
  }

  EventReader& reader_;
  JournalId journal_;
  Position end_;
  std::optional<Position> first_;
  std::vector<Hash> hashes_;
};

/// The events among those at one position that follow from a hash.
std::vector<Event> that_follow(std::vector<Event> candidates, const Hash& before, Chain& chain) {
  std::erase_if(candidates, [&](const Event& event) { return chain.link(before, event) != event.hash; });
  return candidates;
}

/// Follows the line through one window of the topic, beside the journal.
class Follower {
 public:
  Follower(LineQuery question, const Cursor* cursor, JournalHashes& journal)
      : line_(question),
        ranges_(std::move(question.ranges)),
        is_all_(std::all_of(ranges_.begin(), ranges_.end(), [](const auto& range) { return range.begin == 0; })),
        cursor_(cursor),
        journal_(journal) {}

  /// Nothing if the window begins too late.
  std::optional<LineComparison> run(bool is_whole_topic) {
    LineComparison result{
        .common = std::nullopt, .end = std::nullopt, .problem = {}, .ranges = ranges_, .is_empty = false};
    if (cursor_ != nullptr && cursor_->at.position == Position(0)) {
      // Nothing of this journal is valid on the topic, whatever stands there.
      result.end = cursor_->at;
      if (journal_.at(Position(0)) == cursor_->at.hash) result.common = result.end;
      return result;
    }
    auto candidates = first_candidates(is_whole_topic);
    if (!candidates) return std::nullopt;
    if (candidates->empty()) {
      if (!is_whole_topic) return std::nullopt;
      result.is_empty = true;
      result.problem = "the topic has no event of this journal";
      return result;
    }
    if (!begin(*candidates, result) && !is_whole_topic) return std::nullopt;
    while (result.problem.empty() && !candidates->empty()) {
      take(std::move(*candidates), result);
      if (result.end && is_cursor(*result.end)) break;
      candidates = line_.next();
    }
    if (result.problem.empty() && cursor_ != nullptr && !(result.end && is_cursor(*result.end))) {
      result.problem =
          fmt::format("the line on the topic does not come to the cursor at position {}", cursor_->at.position.value);
    }
    return result;
  }

 private:
  /// The first records behind which no partition of the window lacks one; nothing if a partition's part is too short
  /// to tell.
  std::optional<std::vector<Event>> first_candidates(bool is_whole_topic) {
    Position from(1);
    const auto firsts = line_.first_positions();
    for (std::size_t index = 0; index < firsts.size() && !is_whole_topic; ++index) {
      if (ranges_[index].begins_with_partition) continue;
      if (!firsts[index]) return std::nullopt;
      from = std::max(from, *firsts[index]);
    }
    auto candidates = line_.next();
    while (!candidates.empty() && candidates.front().position < from) candidates = line_.next();
    return candidates;
  }

  /// Returns true if the first records follow from the journal: only then is there a common position.
  bool begin(const std::vector<Event>& candidates, LineComparison& result) {
    const Position before(candidates.front().position.value - 1);
    const auto hash = journal_.at(before);
    if (hash && !that_follow(candidates, *hash, chain_).empty()) {
      result.common = ChainPoint{.position = before, .hash = *hash};
      at_ = *result.common;
      if (is_all_ && before > Position(0)) result.missing = before;
      return true;
    }
    result.problem = hash ? fmt::format("position {} on the topic does not follow from the journal", before.value + 1)
                          : fmt::format("the topic begins with position {}, and the journal ends before",
                                        candidates.front().position.value);
    return false;
  }

  /// Goes on by one position.
  void take(std::vector<Event> candidates, LineComparison& result) {
    const auto position = candidates.front().position;
    if (position > at_.position.next() && !bridge(position, result)) return;
    const auto next = that_follow(std::move(candidates), at_.hash, chain_);
    if (next.size() != 1) {
      result.problem =
          fmt::format("{} at position {} {} from the one before", next.empty() ? "no record" : "two records",
                      position.value, next.empty() ? "follows" : "follow");
      return;
    }
    const bool was_common = result.common && result.common->position == at_.position;
    at_ = point_of(next.front());
    result.end = at_;
    if (was_common && journal_.at(position) == at_.hash) result.common = at_;
  }

  /// Over positions that the topic lacks; the journal may have them, as where an operator left a gap.
  bool bridge(Position position, LineComparison& result) {
    const Position before(position.value - 1);
    const bool is_common = result.common && result.common->position == at_.position;
    const auto hash = is_common ? journal_.at(before) : std::nullopt;
    if (!hash) {
      result.problem = at_.position.next() == before ? fmt::format("position {} is not on the topic", before.value)
                                                     : fmt::format("positions {} to {} are not on the topic",
                                                                   at_.position.value + 1, before.value);
      return false;
    }
    at_ = {.position = before, .hash = *hash};
    result.common = at_;
    if (is_all_) result.missing = before;
    return true;
  }

  [[nodiscard]] bool is_cursor(const ChainPoint& head) const { return cursor_ != nullptr && head == cursor_->at; }

  PublishedLine line_;
  std::vector<kafka::PartitionRange> ranges_;
  /// True if these hold all that was ever published.
  bool is_all_;
  const Cursor* cursor_;
  JournalHashes& journal_;
  Chain chain_;
  ChainPoint at_;
};

/// Returns true if the tail of the topic holds the event at the cursor; nothing if the event may stand before the tail.
std::optional<bool> tail_reaches(LineQuery question, const Cursor& cursor) {
  const auto ranges = question.ranges;
  PublishedLine line(std::move(question));
  const auto firsts = line.first_positions();
  for (auto candidates = line.next(); !candidates.empty(); candidates = line.next()) {
    if (candidates.front().position > cursor.at.position) break;
    const bool is_here = std::any_of(candidates.begin(), candidates.end(),
                                     [&](const Event& event) { return event.hash == cursor.at.hash; });
    if (is_here) return true;
  }
  for (std::size_t index = 0; index < ranges.size(); ++index) {
    const bool begins_before = firsts[index] && *firsts[index] < cursor.at.position;
    if (!begins_before && !ranges[index].begins_with_partition) return std::nullopt;
  }
  const bool is_empty = std::none_of(firsts.begin(), firsts.end(), [](const auto& first) { return first.has_value(); });
  return is_empty ? std::nullopt : std::optional(false);
}

}  // namespace

std::vector<kafka::PartitionRange> ranges_of(kafka::Admin& admin, const std::string& topic, int partitions,
                                             std::int64_t tail) {
  std::vector<kafka::PartitionRange> ranges;
  for (int partition = 0; partition < partitions; ++partition) {
    const auto [first, end] = admin.offsets(topic, partition);
    const auto begin = tail >= end - first ? first : end - tail;
    ranges.push_back({.partition = partition, .begin = begin, .end = end, .begins_with_partition = begin == first});
  }
  return ranges;
}

LineComparison compare_line(const RelaySettings& settings, JournalId journal, const Epochs& epochs,
                            const Cursor* cursor, kafka::Admin& admin, EventReader& reader,
                            const std::stop_token& stop) {
  const auto& topic = settings.topics.events;
  const auto state = admin.find_topic(topic);
  if (!state) {
    return {.common = std::nullopt,
            .end = std::nullopt,
            .problem = "there is no topic " + topic,
            .ranges = {},
            .is_empty = true};
  }
  JournalHashes hashes(reader, journal);
  for (auto tail = first_tail_offsets;;
       tail = tail > whole_topic / tail_growth_factor ? whole_topic : tail * tail_growth_factor) {
    if (stop.stop_requested()) throw std::runtime_error("stopped while comparing the journal with Kafka");
    auto ranges = ranges_of(admin, topic, state->partitions, tail);
    const bool is_whole_topic =
        std::all_of(ranges.begin(), ranges.end(), [](const auto& range) { return range.begins_with_partition; });
    Follower follower({.cluster = settings.cluster,
                       .topic = topic,
                       .journal = journal,
                       .epochs = epochs,
                       .ranges = std::move(ranges)},
                      cursor, hashes);
    if (auto result = follower.run(is_whole_topic)) return *std::move(result);
  }
}

bool line_reaches(const RelaySettings& settings, const Cursor& cursor, kafka::Admin& admin) {
  if (cursor.at.position == Position(0)) return true;
  const auto& topic = settings.topics.events;
  const auto state = admin.find_topic(topic);
  for (auto tail = short_tail_offsets; state; tail *= tail_growth_factor) {
    auto ranges = ranges_of(admin, topic, state->partitions, tail);
    const bool may_have_forgotten =
        settings.topics.events_retention_ms >= 0 &&
        std::any_of(ranges.begin(), ranges.end(), [](const auto& range) { return range.begin > 0; });
    const bool is_whole_topic =
        std::all_of(ranges.begin(), ranges.end(), [](const auto& range) { return range.begins_with_partition; });
    const auto answer = tail_reaches({.cluster = settings.cluster,
                                      .topic = topic,
                                      .journal = cursor.journal,
                                      .epochs = cursor.epochs,
                                      .ranges = std::move(ranges)},
                                     cursor);
    if (answer) return *answer;
    if (is_whole_topic) return may_have_forgotten;
  }
  return false;
}

void follow_line(LineQuery question, const ChainPoint& after, const ChainPoint& end,
                 const std::function<void(Event)>& visit) {
  PublishedLine line(std::move(question));
  Chain chain;
  auto at = after;
  while (at.position < end.position) {
    auto candidates = line.next();
    if (!candidates.empty() && candidates.front().position <= after.position) continue;
    if (candidates.empty() || candidates.front().position != at.position.next()) {
      throw kafka::Failure(kafka::Remedy::ask_operator,
                           fmt::format("position {} is not on the topic any more", at.position.value + 1));
    }
    auto next = that_follow(std::move(candidates), at.hash, chain);
    if (next.size() != 1) {
      throw kafka::Failure(kafka::Remedy::ask_operator,
                           fmt::format("the record at position {} does not follow", at.position.value + 1));
    }
    at = point_of(next.front());
    visit(std::move(next.front()));
  }
  if (at.hash != end.hash) {
    throw kafka::Failure(kafka::Remedy::ask_operator, "the line on the topic ends with another hash than the cursor's");
  }
}

}  // namespace ledger
