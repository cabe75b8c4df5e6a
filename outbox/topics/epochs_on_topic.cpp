#include "outbox/topics/epochs_on_topic.hpp"

#include "ledger/publication/hex.hpp"
#include "ledger/publication/json_members.hpp"
#include "outbox/topics/line_comparison.hpp"

namespace ledger {
namespace {

constexpr std::string_view rewind_type = "journal_rewound";
constexpr std::chrono::seconds rewinds_patience{8};

}  // namespace

Epochs epochs_on_topic(const RelaySettings& settings, JournalId journal, kafka::Admin& admin) {
  const auto& topic = settings.topics.events;
  if (!admin.find_topic(topic)) return {};
  // Every partition has all of them.
  kafka::PartitionsReader reader(settings.cluster, topic, ranges_of(admin, topic, 1, whole_topic), rewinds_patience);
  Epochs epochs;
  while (const auto message = reader.next(0)) {
    const std::string_view json(static_cast<const char*>(message->payload), message->len);
    if (json.find(rewind_type) == std::string_view::npos) continue;
    const JsonMembers members(json);
    const auto hash = hash_from_hex(members.text("hash").value_or(""));
    const auto epoch = members.number<std::int32_t>("epoch");
    const auto position = members.number<std::int64_t>("position");
    const bool is_ours =
        members.text("type") == rewind_type && members.number<std::int16_t>("journal") == journal.value;
    if (!is_ours || !hash || !epoch || !position || Epoch(*epoch) != epochs.current().next()) continue;
    epochs = epochs.with({.epoch = Epoch(*epoch), .last_valid = Position(*position), .hash = *hash});
  }
  return epochs;
}

}  // namespace ledger
