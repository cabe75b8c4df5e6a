#include "api/services/reads/as_of.hpp"

#include <algorithm>

namespace ledger::api {
namespace {

Position last_leg(const std::vector<RecordedTransaction>& transactions, JournalId journal) {
  Position last;
  for (const auto& transaction : transactions) {
    for (const auto& leg : transaction.legs) {
      if (leg.journal == journal) last = std::max(last, leg.position);
    }
  }
  return last;
}

}  // namespace

Position last_told(const HistoryPage& page, JournalId journal) { return last_leg(page.entries, journal); }

Position last_told(const AccountPage& page, JournalId journal) {
  Position last;
  for (const auto& account : page.accounts) {
    if (account.last.journal == journal) last = std::max(last, account.last.position);
  }
  return last;
}

Position last_told(const std::optional<OpenHoldPage>& page, JournalId journal) {
  return page ? last_leg(page->holds, journal) : Position();
}

}  // namespace ledger::api
