#include "ledger/ctl/checks/journal_check.hpp"

#include <algorithm>
#include <future>

namespace ledger {
namespace {

constexpr std::size_t verify_page_events = 10'000;

/// Reads the next page while this one is checked, up to where the journal ended at the start.
class PrefetchedPages {
 public:
  PrefetchedPages(EventReader& reader, const JournalEnd& journal) : reader_(reader), journal_(journal) {
    fetch(Position(1));
  }

  std::vector<Event> next() {
    auto page = pending_.get();
    if (!page.empty()) fetch(page.back().position.next());
    return page;
  }
  [[nodiscard]] bool has_next() const { return pending_.valid(); }

 private:
  void fetch(Position first) {
    if (first > journal_.position) return;
    const auto left = static_cast<std::size_t>(journal_.position.value - first.value + 1);
    pending_ = std::async(std::launch::async, [this, first, count = std::min(left, verify_page_events)] {
      return reader_.read(journal_.journal, first, count);
    });
  }

  EventReader& reader_;
  JournalEnd journal_;
  std::future<std::vector<Event>> pending_;
};

class JournalCheck {
 public:
  JournalCheck(EventReader& reader, const JournalEnd& end, const PageChecks& checks)
      : reader_(reader), end_(end), journal_(end.journal), checks_(checks) {}

  std::optional<Fault> run(const std::function<void()>& checked) {
    const auto genesis_hash = reader_.genesis_hash(journal_);
    checks_.events.begin_journal(genesis_hash);
    if (auto found = checks_.totals.begin_journal(journal_, genesis_hash)) return fault_of(*found);
    PrefetchedPages pages(reader_, end_);
    try {
      while (pages.has_next()) {
        if (auto fault = check(pages.next())) return fault;
        checked();
      }
    } catch (const BrokenJournal& broken) {
      // The events of that page before the broken place come first.
      const auto left = static_cast<std::size_t>(broken.position().value - last_.next().value);
      if (auto fault = check(reader_.read(journal_, last_.next(), left))) return fault;
      return Fault{journal_, broken.position(), broken.what()};
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] Fault fault_of(std::pair<Position, std::string> found) const {
    return Fault{journal_, found.first, std::move(found.second)};
  }

  std::optional<Fault> check(const std::vector<Event>& page) {
    for (const auto& event : page) {
      if (const auto found = checks_.events.check(event)) return Fault{journal_, event.position, *found};
      checks_.totals.add(event, checks_.events.change());
      if (event.version == Version(1)) checks_.sample.add(event.account);
      last_ = event.position;
    }
    checks_.erasures.note(page);
    if (auto wrong = checks_.texts.check(page)) return Fault{wrong->journal, wrong->position, std::move(wrong->what)};
    if (auto found = checks_.side_tables.check(page)) return fault_of(std::move(*found));
    if (auto found = checks_.totals.check_added()) return fault_of(std::move(*found));
    return std::nullopt;
  }

  EventReader& reader_;
  JournalEnd end_;
  JournalId journal_;
  const PageChecks& checks_;
  Position last_;
};

}  // namespace

std::optional<Fault> check_journal(EventReader& reader, const JournalEnd& end, const PageChecks& checks,
                                   const std::function<void()>& checked) {
  return JournalCheck(reader, end, checks).run(checked);
}

}  // namespace ledger
