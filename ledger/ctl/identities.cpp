#include "ledger/ctl/identities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <ostream>
#include <stdexcept>

#include "ledger/ctl/identity_line.hpp"
#include "ledger/directory/lost_identities.hpp"
#include "ledger/postgres/database.hpp"

namespace ledger {
namespace {

constexpr SessionLimits identities_limits{.statement = std::chrono::seconds(30)};
constexpr int page_accounts = 1'000;

AccountId before(AccountId first) { return AccountId(std::max<std::int64_t>(first.value, 1) - 1); }

}  // namespace

std::int64_t export_identities(const DatabaseSettings& settings, AccountId first, std::ostream& output) {
  const auto connection = connect(settings, {.application = "ledgerctl identities", .limits = identities_limits});
  // Pages without a transaction around them: a long export holds no old rows back.
  pqxx::nontransaction session(*connection);
  std::int64_t written = 0;
  for (auto reached = before(first);;) {
    const auto page = identities_behind(session, reached, page_accounts);
    for (const auto& identity : page) output << to_json_line(identity) << '\n';
    if (!output.flush()) throw std::runtime_error("the identities could not be written");
    written += static_cast<std::int64_t>(page.size());
    if (page.size() < page_accounts) return written;
    reached = page.back().account;
  }
}

std::int64_t list_lost_identities(const DatabaseSettings& settings, std::ostream& output) {
  const auto connection = connect(settings, {.application = "ledgerctl identities", .limits = identities_limits});
  pqxx::nontransaction session(*connection);
  std::int64_t missing = 0;
  std::int64_t waived = 0;
  std::int64_t entered = 0;
  for (AccountId reached(0);;) {
    const auto page = lost_identities_behind(session, reached, page_accounts);
    for (const auto& [account, state] : page) {
      if (state == LostState::missing) output << account.value << '\n';
      ++(state == LostState::missing ? missing : state == LostState::waived ? waived : entered);
    }
    if (page.size() < page_accounts) break;
    reached = page.rbegin()->first;
  }
  output << fmt::format("{} missing, {} waived, {} entered anew without proof\n", missing, waived, entered);
  return missing;
}

std::int64_t waive_identities(const DatabaseSettings& settings, const std::vector<AccountId>& accounts) {
  const auto connection = connect(settings, {.application = "ledgerctl identities", .limits = identities_limits});
  pqxx::work transaction(*connection);
  const auto count = waive_identities(transaction, accounts);
  transaction.commit();
  return count;
}

std::int64_t waive_all_identities(const DatabaseSettings& settings) {
  const auto connection = connect(settings, {.application = "ledgerctl identities", .limits = identities_limits});
  pqxx::work transaction(*connection);
  const auto count = waive_all_identities(transaction);
  transaction.commit();
  return count;
}

}  // namespace ledger
