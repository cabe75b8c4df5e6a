#include "ledger/ctl/rebuild.hpp"

#include <spdlog/spdlog.h>

#include "ledger/journal/event_pages.hpp"

namespace ledger {
namespace {

constexpr std::size_t rebuild_page_events = 20'000;

struct Cursor {
  JournalId journal;
  ChainPoint done;
};

/// Reads on behind the cursor to the journal's end.
void follow(const DatabaseSettings& settings, Cursor& cursor, SnapshotRebuild& snapshots,
            const std::function<void(std::size_t)>& applied) {
  EventPages pages(settings, "ledgerctl rebuild", cursor.journal, cursor.done, rebuild_page_events);
  for (auto events = pages.next(); !events.empty(); events = pages.next()) {
    snapshots.apply(cursor.journal, events);
    cursor.done = point_of(events.back());
    applied(events.size());
  }
}

}  // namespace

RebuildReport rebuild(const DatabaseSettings& settings, const RebuildProgress& progress, ProjectionLimits limits,
                      const LockPatience& patience) {
  EventReader reader(settings, "ledgerctl rebuild");
  std::vector<Cursor> cursors;
  std::int64_t total = 0;
  for (const auto journal : reader.journals()) {
    cursors.push_back({journal, {.position = Position(0), .hash = reader.genesis_hash(journal)}});
    total += reader.head(journal).position.value;
  }

  RebuildReport report;
  const auto applied = [&](std::size_t events) {
    report.events += static_cast<std::int64_t>(events);
    if (progress) progress(report.events, std::max(total, report.events));
  };
  SnapshotRebuild snapshots(settings, limits, patience);
  for (auto& cursor : cursors) {
    snapshots.add_journal(cursor.journal, cursor.done.hash);
    follow(settings, cursor, snapshots, applied);
  }
  spdlog::info("{} events projected; building indexes", report.events);
  snapshots.complete();
  // Takes in what was recorded meanwhile, also while somebody keeps the exchange waiting. The projector does the rest.
  const auto catch_up = [&] {
    for (auto& cursor : cursors) follow(settings, cursor, snapshots, applied);
  };
  catch_up();
  snapshots.exchange(catch_up);
  return report;
}

}  // namespace ledger
