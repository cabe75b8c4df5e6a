#include "tests/unit/domain/given_ledger.hpp"

#include <fmt/format.h>

#include "ledger/domain/details.hpp"
#include "tests/support/catch.hpp"

namespace ledger::test {

GivenLedger& GivenLedger::with(const GivenAccount& account) {
  accounts_[AccountId(account.id)] = {.id = AccountId(account.id),
                                      .version = Version(7),
                                      .currency = Currency::from_code(account.currency).value(),
                                      .status = account.status,
                                      .balance = account.balance,
                                      .held = account.held,
                                      .limit = account.limit};
  return *this;
}

GivenLedger& GivenLedger::with(const Uid& uid, std::vector<Event> legs, std::optional<Uid> reversed_by) {
  for (auto& leg : legs) leg.uid = uid;
  auto& transaction = transactions_[uid];
  transaction.legs = std::move(legs);
  transaction.reversed_by = reversed_by;
  return *this;
}

GivenLedger& GivenLedger::with_hold(const Uid& uid, std::int64_t account, MinorUnits amount,
                                    std::chrono::seconds timeout, std::chrono::seconds age) {
  Event placed = recorded_event(EventType::hold_placed, account, amount);
  placed.recorded = decision_time - age;
  placed.details = details_of(HoldTerms{.service_id = "shop", .expires = placed.recorded + timeout});
  return with(uid, {placed});
}

GivenLedger& GivenLedger::with_external_id(std::string external_id) {
  external_id_ = std::move(external_id);
  return *this;
}

GivenLedger& GivenLedger::with_login(std::string login) {
  login_ = std::move(login);
  return *this;
}

GivenLedger& GivenLedger::with_books_closed_until(Moment until) {
  books_closed_until_ = until;
  return *this;
}

GivenLedger& GivenLedger::with_erased_identity(std::int64_t account) {
  accounts_.at(AccountId(account)).is_erased = true;
  return *this;
}

const Account* GivenLedger::find(AccountId account) const {
  const auto found = accounts_.find(account);
  return found == accounts_.end() ? nullptr : &found->second;
}

bool GivenLedger::external_id_taken(std::string_view external_id) const { return external_id == external_id_; }

bool GivenLedger::login_taken(std::string_view login) const { return login == login_; }

const RecordedTransaction* GivenLedger::recorded(const Uid& uid) const {
  const auto found = transactions_.find(uid);
  return found == transactions_.end() ? nullptr : &found->second;
}

std::optional<Uid> GivenLedger::reversed_by(const Uid& uid) const {
  const auto* transaction = recorded(uid);
  return transaction == nullptr ? std::nullopt : transaction->reversed_by;
}

Event recorded_event(EventType type, std::int64_t account, MinorUnits amount) {
  Event event;
  event.type = type;
  event.account = AccountId(account);
  event.amount = amount;
  event.currency = Currency::from_code("USD").value();
  event.recorded = decision_time;
  return event;
}

std::string in_words(const Decision& decision, const GivenLedger& given) {
  if (const auto* rejection = std::get_if<Rejection>(&decision)) {
    return fmt::format("{} ({})", name_of(rejection->code), rejection->field);
  }
  std::string words;
  for (const auto& event : std::get<std::vector<Event>>(decision)) {
    if (!words.empty()) words += "; ";
    words += fmt::format("{} {} of account {}: balance {}, held {}", name_of(event.type), event.amount,
                         event.account.value, event.balance, event.held);
    const Account* before = given.find(event.account);
    if (before != nullptr && before->status != event.status) words += fmt::format(", {}", name_of(event.status));
    if (before != nullptr && before->limit != event.limit) {
      words += event.limit == no_limit ? ", no limit" : fmt::format(", limit {}", event.limit);
    }
  }
  return words;
}

void check_decisions(const GivenLedger& given, const std::vector<DecisionRow>& rows) {
  for (const auto& row : rows) {
    INFO("when " << row.when);
    const auto decision = decide(given, row.command, decision_time);
    CHECK(in_words(decision, given) == row.then);
    const auto* events = std::get_if<std::vector<Event>>(&decision);
    if (events == nullptr) continue;
    for (const auto& event : *events) {
      const Account* before = given.find(event.account);
      const auto broken = violation(before == nullptr ? std::nullopt : std::optional(*before), event);
      INFO(broken.value_or(""));
      CHECK_FALSE(broken.has_value());
      CHECK(event.uid == uid_of(row.command));
    }
  }
}

}  // namespace ledger::test
