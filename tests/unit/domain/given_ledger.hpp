// The ledger just before a decision, as a test states it, and what the decision comes to, as a line of text.
#pragma once

#include <map>
#include <string>

#include "ledger/domain/commands/command.hpp"

namespace ledger::test {

/// The time at which everything in these tests is decided.
const Moment decision_time = parse_moment("2026-03-01T12:00:00Z").value();

/// The account's state before the decision, in minor units.
struct GivenAccount {
  std::int64_t id = 1;
  MinorUnits balance = 0;
  MinorUnits held = 0;
  MinorUnits limit = no_limit;
  AccountStatus status = AccountStatus::open;
  std::string_view currency = "USD";
};

/// A view that holds what a test has put into it. Nothing is loaded, nothing is stored.
class GivenLedger final : public LedgerView {
 public:
  GivenLedger& with(const GivenAccount& account);
  /// A transaction that was recorded under the uid, and the one that reversed it.
  GivenLedger& with(const Uid& uid, std::vector<Event> legs, std::optional<Uid> reversed_by = {});
  /// A hold on the account that is open until `timeout` after it was placed, `age` before the decision.
  GivenLedger& with_hold(const Uid& uid, std::int64_t account, MinorUnits amount, std::chrono::seconds timeout,
                         std::chrono::seconds age);
  GivenLedger& with_external_id(std::string external_id);
  GivenLedger& with_login(std::string login);
  GivenLedger& with_books_closed_until(Moment until);
  /// Says so of an account that is there already.
  GivenLedger& with_erased_identity(std::int64_t account);

  [[nodiscard]] const Account* find(AccountId account) const override;
  [[nodiscard]] bool external_id_taken(std::string_view external_id) const override;
  [[nodiscard]] bool login_taken(std::string_view login) const override;
  [[nodiscard]] const RecordedTransaction* recorded(const Uid& uid) const override;
  [[nodiscard]] std::optional<Uid> reversed_by(const Uid& uid) const override;
  [[nodiscard]] Moment books_closed_until() const override { return books_closed_until_; }

 private:
  std::map<AccountId, Account> accounts_;
  std::map<Uid, RecordedTransaction> transactions_;
  std::string external_id_;
  std::string login_;
  Moment books_closed_until_ = Moment::min();
};

/// A row of a table: what is asked, and what comes of it, as in_words() writes it.
struct DecisionRow {
  std::string when;
  Command command;
  std::string then;
};

/// "deposited 500 to account 1: balance 1500, held 0" for each event, joined by "; ". Status and limit stand there only
/// where the event changed them. A refusal is its code and its field: "insufficient_funds (amount)".
std::string in_words(const Decision& decision, const GivenLedger& given);

/// Checks that each row is decided as it says, and that every event follows from the account's state.
void check_decisions(const GivenLedger& given, const std::vector<DecisionRow>& rows);

/// An event of a transaction that was recorded earlier.
Event recorded_event(EventType type, std::int64_t account, MinorUnits amount);

}  // namespace ledger::test
