#include "tests/support/journal/random_business.hpp"

#include <fmt/format.h>

#include "tests/support/eventually.hpp"

namespace ledger::test {
namespace {

constexpr std::size_t accounts_max = 30;

}  // namespace

template <class Kind>
Kind RandomBusiness::about(AccountId account) {
  Kind command;
  command.uid = random_uid();
  command.actor = "test";
  command.account = account;
  return command;
}

AccountId RandomBusiness::any_account() { return accounts_[random_() % accounts_.size()]; }

Uid RandomBusiness::any_uid(const std::vector<Uid>& uids) {
  return uids.empty() ? random_uid() : uids[random_() % uids.size()];
}

std::string RandomBusiness::any_amount(unsigned most) {
  const auto amount = 1 + random_() % most;
  return fmt::format("{}.{:02}", amount / 100, amount % 100);
}

Moment RandomBusiness::any_earlier_time() {
  constexpr auto span_s = 864'000;
  return std::chrono::time_point_cast<Moment::duration>(std::chrono::system_clock::now()) -
         std::chrono::seconds(random_() % span_s);
}

Command RandomBusiness::payment() {
  const auto account = any_account();
  switch (random_() % 5) {
    case 0:
    case 1: {
      auto command = deposit(account, any_amount(20'000));
      if (random_() % 3 == 0) command.effective = any_earlier_time();
      return command;
    }
    case 2:
      return withdraw(account, any_amount(10'000));
    default:
      return transfer(account, any_account(), any_amount(10'000));
  }
}

Command RandomBusiness::hold() { return place_hold(any_account(), any_amount(8'000), std::chrono::seconds(600)); }

Command RandomBusiness::end_of_hold() {
  const auto uid = any_uid(holds_);
  if (random_() % 2 == 0) return ending<CancelHold>(uid);
  auto command = ending<ConfirmHold>(uid);
  if (random_() % 2 == 0) command.amount = std::get<Decimal>(parse_decimal(any_amount(8'000)));
  return command;
}

Command RandomBusiness::supervision() {
  const auto account = any_account();
  switch (random_() % 8) {
    case 0: {
      auto command = about<ChangeLimit>(account);
      if (random_() % 3 != 0) command.limit = std::get<Decimal>(parse_decimal(any_amount(100'000)));
      return command;
    }
    case 1: {
      auto command = about<ChangeLimit>(account);
      command.is_difference = true;
      command.limit = std::get<Decimal>(parse_decimal("10"));
      return command;
    }
    case 2:
      return about<FreezeAccount>(account);
    case 3:
    case 4:
      return about<UnfreezeAccount>(account);
    case 5:
      return about<EraseIdentity>(account);
    default:
      return reversal_of(any_uid(payments_));
  }
}

Command RandomBusiness::any_command() {
  if (accounts_.size() < 2 || (accounts_.size() < accounts_max && random_() % 20 == 0)) return open_account("Somebody");
  const auto chance = random_() % 100;
  if (chance < 60) return payment();
  if (chance < 75) return hold();
  if (chance < 90) return end_of_hold();
  return supervision();
}

bool RandomBusiness::submit(const Command& command) {
  const auto outcome = writer_.run(command);
  if (std::holds_alternative<Rejection>(outcome)) return false;
  const auto* const applied = std::get_if<Applied>(&outcome);
  if (applied == nullptr) throw std::runtime_error("a command was neither applied nor rejected");
  const auto& opening = applied->recorded.legs.front();
  ++applied_;
  if (opening.type == EventType::account_opened) accounts_.push_back(opening.account);
  if (opening.type == EventType::hold_placed) holds_.push_back(opening.uid);
  payments_.push_back(opening.uid);
  return true;
}

void RandomBusiness::run(int commands) {
  while (commands-- > 0) submit(any_command());
}

void RandomBusiness::complete() {
  const auto require = [](bool done) {
    if (!done) throw std::runtime_error("what must be possible was refused");
  };
  const auto account = writer_.open();
  accounts_.push_back(account);
  auto limit = about<ChangeLimit>(account);
  limit.limit = std::get<Decimal>(parse_decimal("500"));
  require(submit(limit));
  const auto payment = deposit(account, "10");
  require(submit(payment));
  std::vector<Uid> holds;
  for (const auto timeout : {hold_timeout_max, hold_timeout_max, hold_timeout_min, hold_timeout_min}) {
    require(submit(place_hold(account, "2.50", timeout)));
    holds.push_back(holds_.back());
  }
  auto confirmation = ending<ConfirmHold>(holds[0]);
  confirmation.amount = std::get<Decimal>(parse_decimal("1.50"));
  require(submit(confirmation));
  require(submit(ending<CancelHold>(holds[1])));
  require(eventually([&] { return submit(ending<ExpireHold>(holds[2])); }));
  // The last one expires to make room for this.
  require(eventually([&] { return submit(withdraw(account, "8")); }));
  require(submit(reversal_of(payments_.back())));
  require(submit(about<FreezeAccount>(account)));
  require(submit(about<UnfreezeAccount>(account)));
  require(submit(withdraw(account, "0.50")));
  const auto taken = payments_.back();
  for (const auto& uid : {taken, holds[0], payment.uid}) require(submit(reversal_of(uid)));
  require(submit(about<EraseIdentity>(account)));
  require(submit(about<CloseAccount>(account)));
}

}  // namespace ledger::test
