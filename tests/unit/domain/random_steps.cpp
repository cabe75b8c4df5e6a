#include "tests/unit/domain/random_steps.hpp"

#include <limits>

namespace ledger::test {
namespace {

Uid uid_with(int number) {
  Uid uid;
  uid.bytes[0] = 1;
  uid.bytes[15] = static_cast<std::uint8_t>(number);
  uid.bytes[14] = static_cast<std::uint8_t>(number >> 8);
  return uid;
}

bool is_about_hold(Step::Kind kind) {
  return kind == Step::place_hold || kind == Step::confirm_hold || kind == Step::cancel_hold ||
         kind == Step::expire_hold;
}

template <class Kind>
Kind named(const Step& step) {
  Kind command;
  command.uid = uid_with(step.uid);
  command.actor = "test";
  if constexpr (requires { command.account; }) command.account = AccountId(step.account);
  return command;
}

template <class Kind>
Kind payment(const Step& step, Moment now) {
  auto command = named<Kind>(step);
  command.amount = Decimal{step.cents, 2};
  if (step.has_time) command.effective = now + std::chrono::seconds(step.seconds_ahead);
  return command;
}

}  // namespace

rc::Gen<Step> any_step() {
  return rc::gen::map(
      rc::gen::tuple(
          rc::gen::weightedElement<Step::Kind>({{4, Step::open},
                                                {10, Step::deposit},
                                                {6, Step::withdraw},
                                                {8, Step::transfer},
                                                {10, Step::place_hold},
                                                {6, Step::confirm_hold},
                                                {4, Step::cancel_hold},
                                                {4, Step::expire_hold},
                                                {6, Step::reverse},
                                                {2, Step::set_limit},
                                                {2, Step::add_to_limit},
                                                {1, Step::freeze},
                                                {2, Step::unfreeze},
                                                {1, Step::close},
                                                {3, Step::erase}}),
          rc::gen::inRange(1, 150), rc::gen::inRange(1, 150), rc::gen::inRange<std::int64_t>(1, 7),
          rc::gen::inRange<std::int64_t>(1, 7),
          rc::gen::weightedOneOf<std::int64_t>({{10, rc::gen::inRange<std::int64_t>(0, 2000)},
                                                {1, rc::gen::just(std::numeric_limits<std::int64_t>::max())}}),
          rc::gen::inRange(-3000, 6000), rc::gen::inRange(-300, 90),
          rc::gen::weightedElement<bool>({{2, false}, {1, true}}),
          rc::gen::weightedElement<bool>({{4, false}, {1, true}}), rc::gen::inRange(1, 40)),
      [](const auto& parts) {
        const auto& [kind, uid, other_uid, account, to, cents, limit, ahead, has_time, is_euro, timeout] = parts;
        Step step{kind, uid, other_uid, account, to, cents, limit, ahead, has_time, is_euro, timeout};
        // Few holds, so that most are ended by some later step, and often by a part of them.
        if (is_about_hold(kind)) step.uid = uid % 15 + 1;
        if (kind == Step::confirm_hold) step.cents = cents % 600;
        return step;
      });
}

Command command_for(const Step& step, Moment now) {
  switch (step.kind) {
    case Step::deposit:
      return payment<Deposit>(step, now);
    case Step::withdraw:
      return payment<Withdraw>(step, now);
    case Step::transfer: {
      auto command = payment<Transfer>(step, now);
      command.to = AccountId(step.to);
      return command;
    }
    case Step::place_hold: {
      auto command = payment<PlaceHold>(step, now);
      command.effective.reset();
      command.service_id = "shop";
      command.timeout = std::chrono::seconds(step.timeout_seconds);
      return command;
    }
    case Step::confirm_hold: {
      auto command = named<ConfirmHold>(step);
      command.amount = Decimal{step.cents, 2};
      return command;
    }
    case Step::cancel_hold:
      return named<CancelHold>(step);
    case Step::expire_hold:
      return named<ExpireHold>(step);
    case Step::reverse: {
      auto command = named<ReverseTransaction>(step);
      command.reverses = uid_with(step.other_uid);
      return command;
    }
    case Step::set_limit:
    case Step::add_to_limit: {
      auto command = named<ChangeLimit>(step);
      command.is_difference = step.kind == Step::add_to_limit;
      if (command.is_difference || step.limit_cents >= 0) command.limit = Decimal{step.limit_cents, 2};
      return command;
    }
    case Step::freeze:
      return named<FreezeAccount>(step);
    case Step::unfreeze:
      return named<UnfreezeAccount>(step);
    case Step::close:
      return named<CloseAccount>(step);
    case Step::erase:
      return named<EraseIdentity>(step);
    default:
      break;
  }
  auto command = named<OpenAccount>(step);
  command.currency = Currency::from_code(step.is_euro ? "EUR" : "USD").value();
  if (step.limit_cents >= 0) command.limit = Decimal{step.limit_cents, 2};
  command.identity.name = "name";
  return command;
}

}  // namespace ledger::test
