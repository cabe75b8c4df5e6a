#include "outbox/topics/published_line.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <stdexcept>

#include "ledger/publication/event_from_json.hpp"
#include "ledger/publication/json_members.hpp"

namespace ledger {
namespace {

/// The event in a record; nothing for the records that are none. What somebody else has put there is passed over: if an
/// event is missed for it, the chain tells. Throws std::runtime_error for an event of a newer program: without it the
/// journal would look as if it had lost events.
std::optional<PublishedEvent> event_in(const rd_kafka_message_t& message) {
  const std::string_view json(static_cast<const char*>(message.payload), message.len);
  if (const auto newer = newer_event_in(json)) {
    throw std::runtime_error("Kafka has " + *newer + ", which this program does not know: a newer program is needed");
  }
  if (auto published = parse_event_json(json)) return published;
  if (JsonMembers(json).text("type") != "journal_rewound") {
    spdlog::warn("the record at offset {} of partition {} of topic {} is no event of this program's and is passed over",
                 message.offset, message.partition, rd_kafka_topic_name(message.rkt));
  }
  return std::nullopt;
}

}  // namespace

PublishedLine::PublishedLine(LineQuery question)
    : question_(std::move(question)),
      reader_(question_.cluster, question_.topic, question_.ranges, question_.patience),
      heads_(question_.ranges.size()) {
  for (std::size_t index = 0; index < heads_.size(); ++index) advance(index);
}

void PublishedLine::advance(std::size_t index) {
  while (const auto message = reader_.next(index)) {
    auto published = event_in(*message);
    if (!published || published->event.journal != question_.journal) continue;
    if (question_.epochs.is_void(published->epoch, published->event.position)) continue;
    heads_[index] = std::move(published->event);
    return;
  }
  heads_[index].reset();
}

std::vector<std::optional<Position>> PublishedLine::first_positions() const {
  std::vector<std::optional<Position>> positions;
  for (const auto& head : heads_) positions.push_back(head ? std::optional(head->position) : std::nullopt);
  return positions;
}

std::vector<Event> PublishedLine::next() {
  std::optional<Position> position;
  for (const auto& head : heads_) {
    if (head && (!position || head->position < *position)) position = head->position;
  }
  std::vector<Event> events;
  if (!position) return events;
  for (std::size_t index = 0; index < heads_.size(); ++index) {
    while (heads_[index] && heads_[index]->position <= *position) {
      const auto& event = *heads_[index];
      const bool is_double =
          std::any_of(events.begin(), events.end(), [&event](const Event& other) { return other.hash == event.hash; });
      // A lower position behind a higher one is a double as well: the relay went back once and published it again.
      if (event.position == *position && !is_double) events.push_back(event);
      advance(index);
    }
  }
  return events;
}

}  // namespace ledger
