#include "outbox/run.hpp"

#include <iostream>

#include "ledger/followers/journal_workers.hpp"
#include "ledger/schema/settings_check.hpp"
#include "outbox/relay/relay.hpp"
#include "outbox/topics/start_check.hpp"
#include "outbox/topics/topic_check.hpp"
#include "outbox/topics/topic_look.hpp"

namespace ledger {
namespace {

/// Returns why the relay would not start with these topics, whatever it has published before; nothing if it would.
std::optional<std::string> refusal_of(const TopicSettings& names, const TopicStates& topics) {
  StartFacts facts;
  facts.events = {.name = names.events, .state = topics.events, .ends = {}};
  facts.balances = {.name = names.balances, .state = topics.balances, .ends = {}};
  facts.cursors = {.name = names.cursors, .state = topics.cursors, .ends = {}};
  const auto halt = check_topics(facts);
  return halt ? std::optional(halt->reason) : std::nullopt;
}

Finding look_at_kafka(const RelaySettings& settings) {
  const auto topics = look_at_topics(settings);
  const auto verdict = judge_topics(settings.topics, topics);
  std::string remark;
  for (const auto& warning : verdict.warnings) remark += (remark.empty() ? "" : "; ") + warning;
  return {.problem = verdict.refusal ? verdict.refusal : refusal_of(settings.topics, topics),
          .remark = std::move(remark)};
}

}  // namespace

int run_relays(const RelaySettings& settings, const std::string& status_address, const Tracer& tracer,
               StopSignal& stop) {
  return run_journal_workers("ledger-outbox", settings.database, status_address, stop,
                             [&settings, &tracer](JournalId journal, prometheus::Registry& metrics) {
                               return std::make_unique<Relay>(settings, journal, metrics, tracer);
                             });
}

int check_relay(const RelaySettings& settings) {
  SettingsCheck check(std::cout);
  check.check("PostgreSQL", [&] { return look_at_database(settings.database, "ledger-outbox"); });
  check.check("Kafka", [&] { return look_at_kafka(settings); });
  return check.exit_code();
}

}  // namespace ledger
