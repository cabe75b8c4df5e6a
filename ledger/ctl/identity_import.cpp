// Bringing identities back, a page of lines a transaction.
#include <fmt/format.h>

#include <istream>
#include <ostream>
#include <span>
#include <unordered_map>

#include "ledger/crypto/sha256.hpp"
#include "ledger/ctl/identities.hpp"
#include "ledger/ctl/identity_line.hpp"
#include "ledger/directory/seal.hpp"
#include "ledger/journal/journal_lock.hpp"
#include "ledger/postgres/database.hpp"
#include "ledger/restore/opened_accounts.hpp"

namespace ledger {
namespace {

// Few, as no event is appended while a page is stored.
constexpr std::size_t page_lines = 100;
constexpr int counted_at_once = 1'000;
constexpr SessionLimits import_limits = holding_journal_lock({.statement = std::chrono::seconds(30)});

/// A line that could be read.
struct NumberedIdentity {
  std::int64_t line = 0;
  KeptIdentity identity;
};

/// The facts about a page's accounts, read under the locks.
struct PageFacts {
  std::unordered_map<AccountId, OpenedAccount> opened;
  LostIdentities lost;
};

enum class Became { proven, unproven, not_missing, refused };

struct LineOutcome {
  Became became;
  std::string what = {};
};

LineOutcome refused(std::string what) { return {Became::refused, std::move(what)}; }

class Importer {
 public:
  Importer(const DatabaseSettings& settings, Unproven unproven, std::ostream& told)
      : connection_(connect(settings, {.application = "ledgerctl identities", .limits = import_limits})),
        unproven_(unproven),
        told_(told) {}

  void take(std::int64_t line, const std::string& text) {
    auto parsed = parse_identity_line(text);
    if (auto* identity = std::get_if<KeptIdentity>(&parsed)) {
      page_.push_back({.line = line, .identity = std::move(*identity)});
    } else {
      ++report_.refused;
      told_ << fmt::format("line {}: refused: {}\n", line, std::get<std::string>(parsed));
    }
    if (page_.size() == page_lines) store_page();
  }

  ImportReport finish() {
    if (!page_.empty()) store_page();
    count_missing();
    return report_;
  }

 private:
  void store_page() {
    std::vector<AccountId> accounts;
    for (const auto& each : page_) accounts.push_back(each.identity.account);
    pqxx::work transaction(*connection_);
    PageFacts facts{.opened = opened_accounts(transaction, accounts), .lost = {}};
    lock_all_journals(transaction);
    find_later_erasures(transaction, facts.opened);
    facts.lost = lost_identities_of(transaction, accounts);
    std::vector<LineOutcome> outcomes;
    for (auto& each : page_) outcomes.push_back(store(transaction, each.identity, facts));
    transaction.commit();
    // The rows are committed, so what is told now is true.
    for (std::size_t index = 0; index < outcomes.size(); ++index) tell(page_[index], outcomes[index]);
    told_.flush();
    page_.clear();
  }

  LineOutcome store(pqxx::transaction_base& transaction, KeptIdentity& identity, PageFacts& facts) const {
    const auto opened = facts.opened.find(identity.account);
    if (opened == facts.opened.end()) return refused("there is no such account");
    const auto lost = facts.lost.find(identity.account);
    if (lost == facts.lost.end()) return {Became::not_missing};
    if (opened->second.erased) {
      forget_lost_identity(transaction, identity.account);
      facts.lost.erase(lost);
      return refused("the identity was erased");
    }
    const bool proven = identity.salt.has_value();
    if (proven) {
      const bool matches =
          identity_hash(*identity.salt, identity.name, identity.external_id) == opened->second.text_hash;
      if (!matches) return refused("name, external_id and salt are not those that the account was opened with");
    } else if (unproven_ == Unproven::refuse) {
      return refused("without a salt it cannot be proven; --unproven takes it all the same");
    } else if (lost->second == LostState::entered_anew) {
      return {Became::not_missing};
    } else {
      fill_with_random_bytes(identity.salt.emplace());
    }
    switch (restore_identity(transaction, identity, proven)) {
      case Taken::external_id:
        return refused("another account has its external_id");
      case Taken::login:
        return refused("another account has its login");
      case Taken::nothing:
        break;
    }
    if (proven) {
      facts.lost.erase(lost);
    } else {
      lost->second = LostState::entered_anew;
    }
    return {proven ? Became::proven : Became::unproven};
  }

  void tell(const NumberedIdentity& line, const LineOutcome& outcome) {
    const auto account = line.identity.account.value;
    switch (outcome.became) {
      case Became::proven:
        ++report_.proven;
        told_ << fmt::format("line {}: account {}: stored, as its event proves\n", line.line, account);
        return;
      case Became::unproven:
        ++report_.unproven;
        told_ << fmt::format("line {}: account {}: stored without proof\n", line.line, account);
        return;
      case Became::not_missing:
        ++report_.not_missing;
        return;
      case Became::refused:
        ++report_.refused;
        told_ << fmt::format("line {}: account {}: refused: {}\n", line.line, account, outcome.what);
        return;
    }
  }

  void count_missing() {
    pqxx::nontransaction session(*connection_);
    for (AccountId reached(0);;) {
      const auto page = lost_identities_behind(session, reached, counted_at_once);
      for (const auto& [account, state] : page) report_.still_missing += state == LostState::missing ? 1 : 0;
      if (page.size() < counted_at_once) return;
      reached = page.rbegin()->first;
    }
  }

  const std::unique_ptr<DatabaseSession> connection_;
  const Unproven unproven_;
  std::ostream& told_;
  std::vector<NumberedIdentity> page_;
  ImportReport report_;
};

}  // namespace

ImportReport import_identities(const DatabaseSettings& settings, std::istream& lines, Unproven unproven,
                               std::ostream& told) {
  Importer importer(settings, unproven, told);
  std::int64_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (!line.empty()) importer.take(number, line);
  }
  return importer.finish();
}

}  // namespace ledger
