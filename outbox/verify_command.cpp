#include "outbox/verify_command.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "ledger/journal/event_reader.hpp"
#include "ledger/process/progress.hpp"
#include "ledger/publication/anchor_text.hpp"
#include "outbox/verify_topic.hpp"

namespace ledger {
namespace {

std::string gap_text(const std::pair<Position, Position>& gap) {
  return gap.first == gap.second ? fmt::format("position {}", gap.first.value)
                                 : fmt::format("positions {} to {}", gap.first.value, gap.second.value);
}

void print_topic_report(const TopicReport& report, const std::string& topic) {
  const auto journal = report.journal.value;
  if (report.difference) {
    fmt::print("WRONG: journal {}, position {}: {}\n", journal, report.difference->position.value,
               report.difference->what);
    return;
  }
  fmt::print("intact: journal {} agrees with topic {} in {} events, up to anchor {}\n", journal, topic, report.events,
             to_string(Anchor{.journal = report.journal, .at = report.cursor.at}));
  for (const auto& gap : report.gaps) {
    fmt::print("not compared: {} of journal {}, which the topic does not have\n", gap_text(gap), journal);
  }
}

}  // namespace

int run_topic_verify(const RelaySettings& settings, std::optional<JournalId> journal, const std::stop_token& stop) {
  const auto journals = journal ? std::vector<JournalId>{*journal}
                                : EventReader(settings.database, "ledger-outbox verify", {.stop = stop}).journals();
  int exit_code = 0;
  for (const auto each : journals) {
    Progress progress("verify");
    const auto report = verify_topic(
        settings, each, [&](std::int64_t done, std::int64_t total) { progress.update(done, total); }, stop);
    progress.finish();
    print_topic_report(report, settings.topics.events);
    if (report.difference) exit_code = 2;
  }
  return exit_code;
}

}  // namespace ledger
