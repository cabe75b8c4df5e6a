#include "tests/support/journal/future_event.hpp"

#include "ledger/crypto/random_uid.hpp"
#include "ledger/journal/chain.hpp"
#include "ledger/journal/event_reader.hpp"
#include "tests/support/journal/event_factory.hpp"

namespace ledger::test {
namespace {

constexpr auto future_type = static_cast<EventType>(99);
constexpr std::int16_t future_schema_version = 2;

}  // namespace

Event append_future_event(const TestDatabase& database, AccountId account, MinorUnits change, Novelty novelty) {
  EventReader reader(database.service(), "test");
  const auto head = reader.head(JournalId(0));
  const std::int64_t accounts[] = {account.value};
  Event event = reader.read_states(accounts, head.position).at(0);
  event.recorded = reader.read(JournalId(0), head.position, 1).at(0).recorded;
  event.effective = event.recorded;
  event.position = head.position.next();
  event.version = event.version.next();
  event.uid = random_uid();
  event.leg = Leg(0);
  event.type = novelty == Novelty::type ? future_type : EventType::deposited;
  event.schema_version = novelty == Novelty::type ? event_schema_version : future_schema_version;
  event.amount = 7;
  event.balance += change;
  event.details = "novelty=1\n";
  event.text_hash.reset();
  event.hash = Chain().link(head.hash, event);
  append_events(database.owner(), {event});
  return event;
}

}  // namespace ledger::test
