// Chooses the events of one Kafka transaction.
#include "outbox/relay/batch.hpp"

#include "outbox/relay/funded_memory.hpp"
#include "tests/support/catch.hpp"

namespace ledger {
namespace {

Event event_of(std::int64_t position, std::int64_t account, std::uint8_t uid) {
  Event event;
  event.position = Position(position);
  event.account = AccountId(account);
  event.version = Version(position);
  event.uid.bytes.fill(uid);
  event.currency = Currency::from_code("USD").value();
  return event;
}

}  // namespace

TEST_CASE("A full page is cut behind its last whole transaction", "[batch]") {
  CHECK(whole_transactions({}) == 0);
  CHECK(whole_transactions({event_of(1, 1, 1), event_of(2, 2, 2)}) == 1);
  CHECK(whole_transactions({event_of(1, 1, 1), event_of(2, 2, 2), event_of(3, 3, 2)}) == 1);
  CHECK(whole_transactions({event_of(1, 1, 1), event_of(2, 2, 1)}) == 0);
}

TEST_CASE("An account's last event in a batch is announced, across the batch's chunks", "[batch]") {
  Batch batch;
  batch.chunks.resize(2);
  batch.chunks[0].add(event_of(1, 1, 1), first_epoch, false);
  batch.chunks[0].add(event_of(2, 2, 2), first_epoch, false);
  batch.chunks[0].add(event_of(3, 1, 3), first_epoch, true);
  batch.chunks[1].add(event_of(4, 1, 4), first_epoch, false);
  batch.chunks[1].add(event_of(5, 1, 5), first_epoch, false);
  announce_last_events(batch);
  CHECK_FALSE(batch.chunks[0].needs_balance_record(0));
  CHECK(batch.chunks[0].needs_balance_record(1));
  CHECK(batch.chunks[0].needs_balance_record(2));
  CHECK_FALSE(batch.chunks[1].needs_balance_record(0));
  CHECK(batch.chunks[1].needs_balance_record(1));
  CHECK(batch.size() == 5);
}

TEST_CASE("The memory of funded accounts forgets the one untouched for longest", "[batch]") {
  FundedMemory memory(2);
  memory.remember(AccountId(1), true);
  memory.remember(AccountId(2), false);
  memory.remember(AccountId(1), true);
  memory.remember(AccountId(3), true);
  CHECK(memory.find(AccountId(1)) == true);
  CHECK_FALSE(memory.find(AccountId(2)));
  CHECK(memory.find(AccountId(3)) == true);
  memory.remember(AccountId(3), false);
  CHECK(memory.find(AccountId(3)) == false);
}

}  // namespace ledger
