#include "outbox/recovery/recover.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "ledger/domain/values/invariant.hpp"
#include "ledger/journal/event_reader.hpp"
#include "ledger/restore/journal_guard.hpp"
#include "outbox/relay/batch.hpp"
#include "outbox/relay/relay_lease.hpp"
#include "outbox/relay/relay_start.hpp"
#include "outbox/topics/line_comparison.hpp"

namespace ledger {
namespace {

constexpr std::size_t recovered_page_events = 2'000;
constexpr std::chrono::seconds progress_interval{2};

/// Returns why nothing can be taken back; nothing if it can.
std::optional<std::string> obstacle(const StartFacts& facts) {
  if (!facts.cursor) {
    return fmt::format("topic {} has no cursor of journal {}, so it is not known where the line on Kafka ends",
                       facts.cursors.name, facts.journal.value);
  }
  if (facts.note && facts.note->cluster_id != facts.cluster_id) {
    return fmt::format("this is Kafka cluster {}, and the journal was published to cluster {}", facts.cluster_id,
                       facts.note->cluster_id);
  }
  const auto& line = *facts.line;
  if (!line.common) return "where journal and Kafka part cannot be told: " + line.problem;
  if (!line.is_whole()) return "the lost events are not all on Kafka: " + line.problem;
  if (facts.journal_end > line.common->position) {
    return fmt::format(
        "the journal has new events behind position {}, so the lost ones cannot follow. To give the lost ones up: {}",
        line.common->position.value, resume_command(facts.journal, line.common->position));
  }
  return std::nullopt;
}

/// Gathers events into pages of whole transactions and appends them.
class PageWriter {
 public:
  PageWriter(const RelaySettings& settings, const StartFacts& facts, RecoveryReport& report)
      : recovery_(settings.database, facts.journal),
        head_(*facts.line->common),
        end_(facts.line->end->position),
        report_(report) {}

  void add_event(Event event) {
    page_.push_back(std::move(event));
    if (page_.size() < recovered_page_events) return;
    write(whole_transactions(page_));
  }

  void finish() {
    if (!page_.empty()) write(page_.size());
  }

 private:
  void write(std::size_t events) {
    ensure(events > 0, "a transaction has more events than a page has room for");
    const std::span whole(page_.data(), events);
    recovery_.append(head_, whole);
    head_ = point_of(whole.back());
    report_.events += static_cast<std::int64_t>(events);
    page_.erase(page_.begin(), page_.begin() + static_cast<std::ptrdiff_t>(events));
    const auto now = std::chrono::steady_clock::now();
    if (now - told_ < progress_interval) return;
    told_ = now;
    spdlog::info("took back events up to position {} of {}", head_.position.value, end_.value);
  }

  JournalRecovery recovery_;
  ChainPoint head_;
  Position end_;
  RecoveryReport& report_;
  std::vector<Event> page_;
  std::chrono::steady_clock::time_point told_ = std::chrono::steady_clock::now();
};

}  // namespace

RecoveryReport recover(const RelaySettings& settings, JournalId journal) {
  const auto lease = RelayLease::await(settings.database, journal, "recover", settings.lease_duration);
  RelayNotes notes(settings.database, {});
  kafka::Admin admin(settings.cluster, admin_deadline(settings));
  auto facts = gather_facts(settings, journal, admin, notes);
  if (!facts.events.state) throw std::runtime_error("there is no topic " + facts.events.name);
  // Fences whoever publishes still, and settles what was left open, so that the cursor read next is the last one.
  const auto producer = open_producer(settings, facts, {});
  read_line(settings, admin, facts, LineWanted::always, {});
  if (const auto found = obstacle(facts)) throw std::runtime_error(*found);
  const auto& cursor = *facts.cursor;
  const auto& line = *facts.line;
  const LineQuery question{.cluster = settings.cluster,
                           .topic = settings.topics.events,
                           .journal = journal,
                           .epochs = cursor.epochs,
                           .ranges = line.ranges};
  JournalGuard guard(settings.database);
  RecoveryReport report{.events = 0, .end = line.end->position};
  const bool is_behind = line.end->position > line.common->position;
  if (is_behind && guard.stop(journal, *line.end, line.common->position)) {
    // compare_line() has followed the chain to the cursor's hash: all of it is there.
    PageWriter pages(settings, facts, report);
    follow_line(question, *line.common, *line.end, [&](Event event) { pages.add_event(std::move(event)); });
    pages.finish();
  }
  // An earlier try may have been interrupted before it came to this.
  const auto last_account = EventReader(settings.database, "ledger-outbox recover").last_account();
  JournalRecovery(settings.database, journal)
      .pass_accounts(std::max(last_account, cursor.accounts_end.value_or(last_account)));
  if (!guard.confirm(journal, *line.end, cursor.epochs)) throw std::runtime_error("the journal was changed meanwhile");
  notes.write(note_of(facts, cursor));
  return report;
}

}  // namespace ledger
