#include "ledger/ctl/checks/anchor_check.hpp"

#include <algorithm>

namespace ledger {
namespace {

/// Nothing if the journal ends before the position.
std::optional<Hash> hash_at(EventReader& reader, const Anchor& anchor) {
  if (anchor.at.position == Position(0)) return reader.genesis_hash(anchor.journal);
  if (reader.head(anchor.journal).position < anchor.at.position) return std::nullopt;
  const auto events = reader.read(anchor.journal, anchor.at.position, 1);
  return events.empty() ? std::nullopt : std::optional<Hash>(events.front().hash);
}

}  // namespace

std::optional<std::string> difference_from(EventReader& reader, const Anchor& anchor) {
  const auto journals = reader.journals();
  if (std::find(journals.begin(), journals.end(), anchor.journal) == journals.end()) {
    return "there is an anchor of this journal, and no such journal";
  }
  const auto hash = hash_at(reader, anchor);
  if (!hash) {
    return "the journal ends at position " + std::to_string(reader.head(anchor.journal).position.value) +
           ", before this anchor: its end was cut off";
  }
  if (*hash != anchor.at.hash) return "the anchor has another hash: this event, or one before it, was exchanged";
  return std::nullopt;
}

std::vector<Anchor> current_anchors(EventReader& reader) {
  std::vector<Anchor> anchors;
  for (const auto journal : reader.journals()) {
    anchors.push_back({.journal = journal, .at = reader.head(journal)});
  }
  return anchors;
}

}  // namespace ledger
