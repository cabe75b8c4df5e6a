#include "outbox/run.hpp"

#include <iostream>

#include "ledger/followers/journal_workers.hpp"
#include "ledger/schema/settings_check.hpp"
#include "outbox/relay/relay.hpp"
#include "outbox/topics/topic_check.hpp"
#include "outbox/topics/topic_look.hpp"

namespace ledger {
namespace {

Finding look_at_kafka(const RelaySettings& settings) {
  const auto verdict = judge_topics(settings.topics, look_at_topics(settings));
  std::string remark;
  for (const auto& warning : verdict.warnings) remark += (remark.empty() ? "" : "; ") + warning;
  return {.problem = verdict.refusal, .remark = std::move(remark)};
}

}  // namespace

int run_relays(const RelaySettings& settings, const std::string& status_address, StopSignal& stop) {
  return run_journal_workers("ledger-outbox", settings.database, status_address, stop,
                             [&settings](JournalId journal, prometheus::Registry& metrics) {
                               return std::make_unique<Relay>(settings, journal, metrics);
                             });
}

int check_relay(const RelaySettings& settings) {
  SettingsCheck check(std::cout);
  check.check("PostgreSQL", [&] { return look_at_database(settings.database, "ledger-outbox"); });
  check.check("Kafka", [&] { return look_at_kafka(settings); });
  return check.exit_code();
}

}  // namespace ledger
