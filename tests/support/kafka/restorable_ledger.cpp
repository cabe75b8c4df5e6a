#include "tests/support/kafka/restorable_ledger.hpp"

#include "ledger/ctl/verify.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/kafka/topic_fold.hpp"

namespace ledger::test {

RestorableLedger::RestorableLedger() : settings_(relay_settings(*database_, kafka_brokers())) {}

std::int64_t RestorableLedger::end() const {
  return std::stoll(query_value(owner(), "select coalesce(max(position), 0) from event"));
}

void RestorableLedger::do_business(int commands, KafkaGuard guard) {
  WriterHarness writer(service(), {.kafka_guard = guard});
  RandomBusiness business(writer, seed_++);
  business.run(commands);
  business.complete();
}

void RestorableLedger::add_events(int deposits, int accounts) {
  EventFactory factory(owner());
  append_deposits(factory, service(), accounts, deposits / accounts);
  // As if the writer had drawn the accounts' numbers.
  query_value(owner(), "select setval('account_id_sequence', (select max(account_id) from event))");
}

std::string RestorableLedger::deposit_outcome() {
  WriterHarness writer(service());
  const AccountId account(std::stoll(query_value(
      owner(), "select account_id from event group by 1 having max(status) = 1 and max(type) < 16 limit 1")));
  const auto outcome = writer.run(deposit(account, "1.00"));
  if (const auto* unavailable = std::get_if<Unavailable>(&outcome)) return std::string(name_of(unavailable->reason));
  return std::holds_alternative<Applied>(outcome) ? "applied" : "otherwise";
}

void RestorableLedger::publish() {
  const RunningRelay relay(settings_);
  const auto wanted = std::to_string(end());
  REQUIRE(eventually([&] { return query_value(owner(), "select position from relay_note") == wanted; }));
  REQUIRE(relay.becomes_ready());
}

std::string RestorableLedger::reason_to_stop() {
  const RunningRelay relay(settings_);
  return relay.reason_to_stop();
}

void RestorableLedger::restore(const TestDatabase& backup) {
  database_ = TestDatabase::copy_of(backup);
  settings_.database = database_->service();
}

std::string RestorableLedger::fault() {
  publish();
  const auto report = verify(owner(), [](std::int64_t, std::int64_t) {});
  if (report.fault) return "verify: " + report.fault->what;
  return fault_of_consumer(settings_, owner());
}

}  // namespace ledger::test
