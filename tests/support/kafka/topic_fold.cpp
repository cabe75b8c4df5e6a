#include "tests/support/kafka/topic_fold.hpp"

#include <fmt/format.h>

#include <limits>
#include <map>
#include <tuple>

#include "ledger/domain/epochs.hpp"
#include "ledger/journal/event_reader.hpp"
#include "ledger/publication/event_from_json.hpp"
#include "ledger/publication/hex.hpp"
#include "ledger/publication/json_members.hpp"
#include "outbox/kafka/admin.hpp"
#include "outbox/topics/line_comparison.hpp"
#include "tests/support/eventually.hpp"

namespace ledger::test {
namespace {

/// Takes back what a rewind makes void, as a consumer of one partition does when it comes to it.
class EventFold {
 public:
  void apply(const ConsumedRecord& record) {
    const JsonMembers members(record.value);
    if (members.text("type") == "journal_rewound") return rewind(members, record);
    const auto published = parse_event_json(record.value);
    if (!published) return fail("an unreadable record: " + record.value);
    auto& events = partitions_[record.partition];
    const auto& event = published->event;
    const auto id = record.headers.at("ce_id");
    if (!ids_.insert({id, event.hash}).second) fail("ce_id " + id + " comes twice");
    if (!events.emplace(event.position, event).second) {
      fail(fmt::format("position {} comes twice", event.position.value));
    }
  }

  [[nodiscard]] std::string fault_against(const std::vector<Event>& journal) const {
    if (!fault_.empty()) return fault_;
    std::map<Position, Event> events;
    for (const auto& [partition, part] : partitions_) events.insert(part.begin(), part.end());
    if (events.size() != journal.size()) {
      return fmt::format("{} valid events, and {} in the journal", events.size(), journal.size());
    }
    for (const auto& event : journal) {
      const auto found = events.find(event.position);
      if (found == events.end()) return fmt::format("position {} is missing", event.position.value);
      if (!(found->second == event)) return fmt::format("position {} is another event", event.position.value);
    }
    return "";
  }

 private:
  void rewind(const JsonMembers& members, const ConsumedRecord& record) {
    if (!record.key.empty()) fail("a rewind has a key");
    const Position last_valid(members.number<std::int64_t>("position").value());
    auto& events = partitions_[record.partition];
    events.erase(events.upper_bound(last_valid), events.end());
    auto& epoch = epochs_[record.partition];
    const auto next = members.number<std::int32_t>("epoch").value();
    if (next <= epoch) fail("an epoch comes twice");
    epoch = next;
  }
  void fail(std::string fault) {
    if (fault_.empty()) fault_ = std::move(fault);
  }

  std::map<std::int32_t, std::map<Position, Event>> partitions_;
  std::map<std::int32_t, std::int32_t> epochs_;
  std::map<std::string, Hash> ids_;
  std::string fault_;
};

struct NewestBalance {
  std::int32_t epoch = 0;
  std::int64_t version = 0;
  std::string value;
};

/// Returns the newest record of each key; a tombstone removes the account.
std::map<std::string, NewestBalance> newest_balances(const std::vector<ConsumedRecord>& records) {
  std::map<std::string, NewestBalance> newest;
  for (const auto& record : records) {
    if (record.value.empty()) {
      newest.erase(record.key);
      continue;
    }
    const JsonMembers members(record.value);
    NewestBalance balance{.epoch = members.number<std::int32_t>("epoch").value_or(1),
                          .version = members.number<std::int64_t>("version").value(),
                          .value = record.value};
    auto& known = newest[record.key];
    if (std::tie(balance.epoch, balance.version) > std::tie(known.epoch, known.version)) known = std::move(balance);
  }
  return newest;
}

std::string fault_of_balances(const std::vector<ConsumedRecord>& records, const std::vector<Event>& journal) {
  std::map<std::string, const Event*> states;
  for (const auto& event : journal) states[std::to_string(event.account.value)] = &event;
  const auto newest = newest_balances(records);
  for (const auto& [key, balance] : newest) {
    if (!states.contains(key)) return "account " + key + " is on the balances topic and not in the journal";
  }
  for (const auto& [key, event] : states) {
    const auto found = newest.find(key);
    if (found == newest.end()) return "account " + key + " is not on the balances topic";
    const JsonMembers members(found->second.value);
    const auto wanted = format_amount(event->balance, event->currency);
    if (members.text("balance") != wanted || found->second.version != event->version.value) {
      return fmt::format("account {} has {} on the balances topic and {} in version {} of the journal", key,
                         found->second.value, wanted, event->version.value);
    }
  }
  return "";
}

std::vector<Event> journal_of(const DatabaseSettings& database) {
  EventReader reader(database, "test");
  std::vector<Event> events;
  for (auto page = reader.read(JournalId(0), Position(1), 5'000); !page.empty();) {
    events.insert(events.end(), page.begin(), page.end());
    page = reader.read(JournalId(0), events.back().position.next(), 5'000);
  }
  return events;
}

}  // namespace

std::vector<ConsumedRecord> whole_topic(const RelaySettings& settings, const std::string& topic) {
  kafka::Admin admin(settings.cluster);
  const auto state = admin.find_topic(topic);
  std::vector<ConsumedRecord> records;
  if (!state) return records;
  kafka::PartitionsReader reader(settings.cluster, topic,
                                 ranges_of(admin, topic, state->partitions, std::numeric_limits<std::int64_t>::max()),
                                 patience);
  for (std::size_t index = 0; index < reader.size(); ++index) {
    while (const auto message = reader.next(index)) records.push_back(consumed_record(*message));
  }
  return records;
}

std::string fault_of_consumer(const RelaySettings& settings, const DatabaseSettings& database) {
  const auto journal = journal_of(database);
  EventFold fold;
  for (const auto& record : whole_topic(settings, settings.topics.events)) fold.apply(record);
  if (auto fault = fold.fault_against(journal); !fault.empty()) return fault;
  return fault_of_balances(whole_topic(settings, settings.topics.balances), journal);
}

}  // namespace ledger::test
