#include "tests/support/journal/journal_check.hpp"

#include <map>

#include "ledger/domain/account.hpp"
#include "ledger/journal/chain.hpp"
#include "ledger/journal/event_reader.hpp"

namespace ledger::test {

std::vector<Event> check_journal(const DatabaseSettings& settings) {
  constexpr std::size_t page_events = 50'000;
  EventReader reader(settings, "test");
  std::vector<Event> events;
  std::vector<Event> page;
  do {
    page = reader.read(JournalId(0), Position(static_cast<std::int64_t>(events.size()) + 1), page_events);
    events.insert(events.end(), page.begin(), page.end());
  } while (page.size() == page_events);

  Chain chain;
  auto hash = reader.genesis_hash(JournalId(0));
  auto recorded = Moment::min();
  std::map<AccountId, Account> accounts;
  for (const auto& event : events) {
    REQUIRE(chain.link(hash, event) == event.hash);
    REQUIRE(event.recorded >= recorded);
    const auto known = accounts.find(event.account);
    accounts[event.account] =
        evolve(known == accounts.end() ? std::nullopt : std::optional<Account>(known->second), event);
    hash = event.hash;
    recorded = event.recorded;
  }
  return events;
}

VerifyReport verified(const TestDatabase& database, const VerifyOptions& options) {
  return verify(
      database.service(), [](std::int64_t, std::int64_t) {}, options);
}

std::string verdict(const VerifyReport& report) {
  return report.fault ? std::to_string(report.fault->position.value) + ": " + report.fault->what : "intact";
}

}  // namespace ledger::test
