#include "tests/support/kafka/running_ledger.hpp"

#include "tests/support/api/api_server.hpp"

namespace ledger::test {
namespace {

Process::Environment merged(Process::Environment one, Process::Environment other) {
  one.merge(std::move(other));
  return one;
}

Process::Environment with_database(const DatabaseSettings& settings, Process::Environment environment) {
  return merged(std::move(environment), database_environment(settings));
}

}  // namespace

RunningProjector::RunningProjector(const DatabaseSettings& settings, Process::Environment environment)
    : process_(program_path("ledger-projector"), {},
               merged(std::move(environment),
                      with_database(settings, {{"LEDGER_PROJECTOR_STATUS_ADDRESS", "127.0.0.1:0"}}))) {}

Process::Environment outbox_environment(const DatabaseSettings& settings, const TestTopics& topics,
                                        const std::string& brokers) {
  return with_database(settings, {{"LEDGER_OUTBOX_STATUS_ADDRESS", "127.0.0.1:0"},
                                  {"KAFKA_BROKERS", brokers},
                                  {"LEDGER_TOPIC_EVENTS", topics.events()},
                                  {"LEDGER_TOPIC_BALANCES", topics.balances()},
                                  {"LEDGER_TOPIC_CURSORS", topics.cursors()},
                                  {"LEDGER_TOPIC_PARTITIONS", std::to_string(topics.partitions)},
                                  {"LEDGER_KAFKA_TRANSACTIONAL_ID_PREFIX", topics.prefix}});
}

RunningOutbox::RunningOutbox(const DatabaseSettings& settings, const TestTopics& topics, const std::string& brokers,
                             Process::Environment environment)
    : process_(program_path("ledger-outbox"), {},
               merged(std::move(environment), outbox_environment(settings, topics, brokers))) {}

bool snapshots_catch_up(const DatabaseSettings& settings) {
  return eventually([&] {
    return query_value(settings,
                       "select position = (select coalesce(max(position), 0) from event where journal = 0)"
                       " from snapshot_checkpoint where journal = 0") == "t";
  });
}

}  // namespace ledger::test
