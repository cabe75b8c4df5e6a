#include "outbox/verify_topic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "ledger/journal/chain.hpp"
#include "outbox/relay/relay_start.hpp"
#include "outbox/topics/line_comparison.hpp"

namespace ledger {
namespace {

constexpr std::size_t compared_page_events = 5'000;
constexpr std::size_t gaps_max = 100;

/// The journal's events in ascending order, a page at a time.
class JournalEvents {
 public:
  JournalEvents(EventReader& reader, JournalId journal) : reader_(reader), journal_(journal) {}

  /// The event at the position, or null behind the journal's end. Throws BrokenJournal for one that is missing.
  const Event* at(Position position) {
    if (page_.empty() || position < page_.front().position || position > page_.back().position) {
      page_ = reader_.read(journal_, position, compared_page_events);
    }
    return page_.empty() ? nullptr : &page_[static_cast<std::size_t>(position.value - page_.front().position.value)];
  }

 private:
  EventReader& reader_;
  JournalId journal_;
  std::vector<Event> page_;
};

/// Returns what is wrong with the journal's event, given those that the topic has at its position.
std::optional<std::string> difference_of(const Event* recorded, const std::vector<Event>& published) {
  if (recorded == nullptr) return "it was published, and the journal ends before";
  const auto same = std::find_if(published.begin(), published.end(),
                                 [&](const Event& event) { return event.hash == recorded->hash; });
  if (same == published.end()) return "the journal has another event than the one that was published";
  if (!(*same == *recorded)) return "the journal's event is not the one that was published under its hash";
  return std::nullopt;
}

class TopicComparison {
 public:
  TopicComparison(TopicReport& report, EventReader& reader)
      : report_(report), journal_(reader, report.journal), before_(reader.genesis_hash(report.journal)) {}

  /// Returns true if the comparison is to go on.
  bool compare(const std::vector<Event>& published) {
    const auto position = published.front().position;
    if (position > expected_) note_gap(Position(position.value - 1));
    const Event* const recorded = recorded_at(position);
    if (report_.difference) return false;
    auto what = difference_of(recorded, published);
    if (!what && is_chained_ && chain_.link(before_, *recorded) != recorded->hash) {
      what = "its hash does not follow from the one before it";
    }
    if (what) {
      report_.difference = TopicDifference{.position = position, .what = *std::move(what)};
      return false;
    }
    before_ = recorded->hash;
    is_chained_ = true;
    expected_ = position.next();
    ++report_.events;
    return true;
  }

  void finish() {
    if (report_.difference || expected_ > report_.cursor.at.position) return;
    note_gap(report_.cursor.at.position);
  }

 private:
  const Event* recorded_at(Position position) {
    try {
      return journal_.at(position);
    } catch (const BrokenJournal& broken) {
      report_.difference = TopicDifference{.position = broken.position(), .what = broken.what()};
      return nullptr;
    }
  }

  void note_gap(Position last) {
    is_chained_ = false;
    if (report_.gaps.size() < gaps_max) report_.gaps.emplace_back(expected_, last);
  }

  TopicReport& report_;
  JournalEvents journal_;
  Chain chain_;
  Hash before_;
  bool is_chained_ = true;
  Position expected_{1};
};

}  // namespace

TopicReport verify_topic(const RelaySettings& settings, JournalId journal, const TopicProgress& progress,
                         const std::stop_token& stop) {
  kafka::Admin admin(settings.cluster, admin_deadline(settings));
  const auto& topic = settings.topics.events;
  const auto state = admin.find_topic(topic);
  if (!state) throw std::runtime_error("there is no topic " + topic);
  const auto cursor = find_cursor(settings, journal, admin);
  if (!cursor) throw std::runtime_error("topic " + settings.topics.cursors + " has no cursor of this journal");
  EventReader reader(settings.database, "ledger-outbox verify", {.stop = stop});
  TopicReport report{.journal = journal, .events = 0, .cursor = *cursor, .gaps = {}, .difference = std::nullopt};
  if (!reader.epochs(journal).is_beginning_of(cursor->epochs)) {
    report.difference = TopicDifference{.position = Position(0), .what = "the database has epochs that Kafka does not"};
    return report;
  }
  PublishedLine line({.cluster = settings.cluster,
                      .topic = topic,
                      .journal = journal,
                      .epochs = cursor->epochs,
                      .ranges = ranges_of(admin, topic, state->partitions, std::numeric_limits<std::int64_t>::max())});
  TopicComparison comparison(report, reader);
  for (auto events = line.next(); !events.empty(); events = line.next()) {
    if (stop.stop_requested()) throw std::runtime_error("stopped");
    // Events that a relay has published since belong to a later cursor.
    if (events.front().position > cursor->at.position || !comparison.compare(events)) break;
    progress(events.front().position.value, cursor->at.position.value);
  }
  comparison.finish();
  return report;
}

}  // namespace ledger
