// One uid for two changes of a limit.
#include "tests/support/catch.hpp"
#include "tests/support/journal/memory_journal.hpp"

namespace ledger::test {
namespace {

ChangeLimit limit_of(int cents, bool is_difference) {
  ChangeLimit command;
  command.uid.bytes[15] = 2;
  command.actor = "test";
  command.account = AccountId(1);
  command.limit = Decimal{cents, 2};
  command.is_difference = is_difference;
  return command;
}

}  // namespace

TEST_CASE("A limit and a change of the limit by the same amount are not the same request", "[idempotency]") {
  const bool is_difference = GENERATE(false, true);
  MemoryJournal journal;
  OpenAccount opening;
  opening.uid.bytes[15] = 1;
  opening.actor = "test";
  opening.currency = Currency::from_code("USD").value();
  opening.limit = Decimal{100, 2};
  opening.identity.name = "name";
  const auto outcomes =
      journal.write({opening, limit_of(70, is_difference), limit_of(70, is_difference), limit_of(70, !is_difference)},
                    moment_from_microseconds(1));
  CHECK(std::get<Applied>(*outcomes.at(2)).replayed);
  CHECK(std::get<Rejection>(*outcomes.at(3)).code == RejectionCode::uid_reused);
  CHECK(journal.accounts().at(AccountId(1)).limit == (is_difference ? 170 : 70));
}

}  // namespace ledger::test
