#include "ledger/snapshots/entry_merge.hpp"

#include <utility>

namespace ledger {

EntryPages single_page(std::vector<RunEntry> entries) {
  return [entries = std::move(entries)]() mutable { return std::exchange(entries, {}); };
}

EntryMerge::EntryMerge(std::vector<EntryPages> sources) {
  for (auto& pages : sources) sources_.push_back({.pages = std::move(pages), .page = {}, .place = 0});
}

bool EntryMerge::fill(Source& source) {
  if (source.place < source.page.size()) return true;
  if (!source.pages) return false;
  source.page = source.pages();
  source.place = 0;
  if (source.page.empty()) source.pages = nullptr;
  return !source.page.empty();
}

std::optional<RunEntry> EntryMerge::next() {
  Source* first = nullptr;
  for (auto& source : sources_) {
    if (!fill(source)) continue;
    if (first == nullptr || source.page[source.place].effective < first->page[first->place].effective) first = &source;
  }
  if (first == nullptr) return std::nullopt;
  return first->page[first->place++];
}

}  // namespace ledger
