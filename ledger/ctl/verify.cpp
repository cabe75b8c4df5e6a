#include "ledger/ctl/verify.hpp"

#include <algorithm>
#include <future>
#include <unordered_map>
#include <vector>

#include "ledger/ctl/seen_positions.hpp"
#include "ledger/domain/account.hpp"
#include "ledger/domain/invariant.hpp"
#include "ledger/journal/chain.hpp"
#include "ledger/journal/erasure_check.hpp"
#include "ledger/journal/event_reader.hpp"
#include "ledger/journal/side_table_check.hpp"
#include "ledger/journal/text_check.hpp"

namespace ledger {
namespace {

constexpr std::size_t verify_page_events = 10'000;

/// Checks events one by one, over all journals.
class Checker {
 public:
  explicit Checker(VerifyReport& report) : report_(report) {}

  void begin_journal(const Hash& genesis_hash) {
    previous_hash_ = genesis_hash;
    previous_recorded_ = Moment::min();
  }

  /// What is wrong with the event behind the ones before it; nothing if all is well.
  std::optional<std::string> check(const Event& event) {
    if (chain_.link(previous_hash_, event) != event.hash) {
      return "its hash does not follow from its content and the event before: one of them was changed, removed or "
             "put in";
    }
    if (event.recorded < previous_recorded_) return "it was recorded before the event before it";
    const auto known = accounts_.find(event.account);
    const auto before = known == accounts_.end() ? std::nullopt : std::optional<Account>(known->second);
    if (const auto found = violation(before, event)) {
      return "account " + std::to_string(event.account.value) + ": " + std::string(*found);
    }
    previous_hash_ = event.hash;
    previous_recorded_ = event.recorded;
    accounts_.insert_or_assign(event.account, state_after(event));
    add_to_sums(event);
    ++report_.events;
    return std::nullopt;
  }

  /// What does not add up, once all journals are read.
  std::optional<std::string> finish() {
    report_.accounts = static_cast<std::int64_t>(accounts_.size());
    for (const auto& [id, account] : accounts_) {
      report_.sums[std::string(account.currency.code())].balances += account.balance;
    }
    for (const auto& [currency, sums] : report_.sums) {
      if (sums.transferred != 0) return "transfers in " + currency + " were sent and received in different amounts";
      if (sums.balances != sums.deposited - sums.withdrawn) {
        return "the balances in " + currency + " are not what was deposited less what was withdrawn";
      }
    }
    return std::nullopt;
  }

 private:
  void add_to_sums(const Event& event) {
    auto& sums = report_.sums[std::string(event.currency.code())];
    switch (event.type) {
      case EventType::deposited:
      case EventType::reversal_credited:
        sums.deposited += event.amount;
        return;
      case EventType::withdrawn:
      case EventType::hold_captured:
      case EventType::reversal_debited:
        sums.withdrawn += event.amount;
        return;
      default:
        // Transfers cancel out: their two legs are written together. The others move no money.
        sums.transferred += event.type == EventType::transfer_received ? event.amount
                            : event.type == EventType::transfer_sent   ? -event.amount
                                                                       : 0;
        return;
    }
  }

  VerifyReport& report_;
  Chain chain_;
  Hash previous_hash_{};
  Moment previous_recorded_{};
  std::unordered_map<AccountId, Account> accounts_;
};

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

/// Checks one journal from its beginning.
class JournalCheck {
 public:
  JournalCheck(EventReader& reader, const JournalEnd& end, Checker& checker, TextCheck& texts,
               SideTableCheck& side_tables, ErasureCheck& erasures)
      : reader_(reader),
        end_(end),
        journal_(end.journal),
        checker_(checker),
        texts_(texts),
        side_tables_(side_tables),
        erasures_(erasures) {}

  std::optional<Fault> run(const std::function<void()>& checked) {
    checker_.begin_journal(reader_.genesis_hash(journal_));
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
  std::optional<Fault> check(const std::vector<Event>& page) {
    for (const auto& event : page) {
      if (const auto found = checker_.check(event)) return Fault{journal_, event.position, *found};
      last_ = event.position;
    }
    erasures_.note(page);
    auto found = texts_.check(page);
    if (!found) found = side_tables_.check(page);
    return found ? std::optional<Fault>(Fault{journal_, found->first, found->second}) : std::nullopt;
  }

  EventReader& reader_;
  JournalEnd end_;
  JournalId journal_;
  Checker& checker_;
  TextCheck& texts_;
  SideTableCheck& side_tables_;
  ErasureCheck& erasures_;
  Position last_;
};

}  // namespace

VerifyReport verify(const DatabaseSettings& settings, const VerifyProgress& progress) {
  VerifyReport report;
  EventReader reader(settings, "ledgerctl verify");
  TextCheck texts(settings);
  SideTableCheck side_tables(settings);
  ErasureCheck erasures(settings);
  // What others have seen is asked first: the journal only grows meanwhile.
  const auto seen = seen_positions(settings);
  const auto ends = reader.ends();
  std::int64_t total = 0;
  for (const auto& end : ends) total += end.position.value;

  Checker checker(report);
  const auto checked = [&] { progress(report.events, total); };
  for (const auto& end : ends) {
    report.fault = JournalCheck(reader, end, checker, texts, side_tables, erasures).run(checked);
    if (!report.fault) report.fault = missing_behind(reader, end.journal, seen);
    if (report.fault) return report;
  }
  if (const auto stray = stray_journal(settings)) {
    report.fault = Fault{*stray, Position(1), "it is in a journal that does not exist"};
  } else if (const auto unbalanced = checker.finish()) {
    report.fault = Fault{JournalId(0), Position(0), *unbalanced};
  } else if (const auto row = side_tables.find_stray_row()) {
    report.fault = Fault{JournalId(0), Position(0), *row};
  } else if (const auto unfinished = erasures.find_unfinished()) {
    report.fault = Fault{unfinished->journal, unfinished->position, unfinished->what};
  }
  return report;
}

}  // namespace ledger
