// The writer remembers the due holds of accounts.
#include "ledger/writer/batch/due_memory.hpp"

#include "tests/support/catch.hpp"

namespace ledger::test {
namespace {

const AccountId account(1);

Moment at(std::int64_t microseconds) { return moment_from_microseconds(microseconds); }

}  // namespace

TEST_CASE("A hold placed before what is known of its account is looked for again", "[hold]") {
  DueMemory memory;
  CHECK(memory.open_from(account) == Moment::min());
  memory.note_placed(account, at(5));
  CHECK(memory.open_from(account) == Moment::min());
  memory.learn(account, at(100));
  memory.note_placed(account, at(200));
  CHECK(memory.open_from(account) == at(100));
  memory.note_placed(account, at(50));
  CHECK(memory.open_from(account) == at(50));
  memory.note_placed(AccountId(2), at(7));
  CHECK(memory.open_from(account) == at(50));
  memory.learn(account, at(300));
  CHECK(memory.open_from(account) == at(300));
  memory.clear();
  CHECK(memory.open_from(account) == Moment::min());
}

TEST_CASE("What is known of due holds is forgotten when it is of too many accounts", "[hold]") {
  DueMemory memory;
  constexpr std::int64_t many = 100'000;
  for (std::int64_t id = 1; id <= many; ++id) memory.learn(AccountId(id), at(id));
  memory.learn(account, at(2));
  CHECK(memory.open_from(AccountId(many)) == at(many));
  memory.learn(AccountId(many + 1), at(9));
  CHECK(memory.open_from(account) == Moment::min());
  CHECK(memory.open_from(AccountId(many + 1)) == at(9));
}

}  // namespace ledger::test
