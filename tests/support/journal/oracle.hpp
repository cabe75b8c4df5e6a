// The rules once more, too simple to be wrong: plain maps, 128-bit sums, no events.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/domain/event.hpp"

namespace ledger::test {

/// A command as a generator makes it and the oracle reads it.
struct Step {
  enum Kind {
    open,
    deposit,
    withdraw,
    transfer,
    place_hold,
    confirm_hold,
    cancel_hold,
    expire_hold,
    reverse,
    set_limit,
    add_to_limit,
    freeze,
    unfreeze,
    close,
    erase,
    kind_count
  };
  Kind kind = open;
  /// The hold's uid for confirm_hold, cancel_hold and expire_hold; else the command's own.
  int uid = 0;
  /// The uid that `reverse` reverses.
  int other_uid = 0;
  std::int64_t account = 0;
  std::int64_t to = 0;
  std::int64_t cents = 0;
  int limit_cents = -1;
  int seconds_ahead = 0;
  bool has_time = false;
  bool is_euro = false;
  int timeout_seconds = 1;
};

/// Prints a step of a counterexample for rapidcheck.
void showValue(const Step& step, std::ostream& out);

/// The oracle's state of an account.
struct OracleAccount {
  std::int64_t balance = 0;
  std::int64_t held = 0;
  std::int64_t limit = no_limit;
  bool is_euro = false;
  AccountStatus status = AccountStatus::open;
  /// True if nothing was recorded since its identity was erased.
  bool is_erased = false;
};

class Oracle {
 public:
  explicit Oracle(Moment books_closed_until) : books_closed_until_(books_closed_until) {}

  /// "applied", "replayed" or the code of the rejection. `next_account` is the id that the next opening gets.
  std::string expect(const Step& step, std::int64_t next_account, Moment now);

  /// Same for steps of which all are recorded or none: `next_accounts` has a number for each.
  std::vector<std::string> expect_unit(const std::vector<Step>& steps, const std::vector<std::int64_t>& next_accounts,
                                       Moment now);

  [[nodiscard]] const std::map<std::int64_t, OracleAccount>& accounts() const { return accounts_; }
  /// The holds that are due.
  [[nodiscard]] std::vector<int> due_holds(Moment now) const;
  /// Money in less money out, over all accounts of the currency.
  [[nodiscard]] WideSum net_inflow(bool is_euro) const { return is_euro ? net_euro_ : net_dollar_; }

 private:
  enum class Hold { none, open, confirmed, canceled, expired };
  struct Move {
    std::int64_t account;
    std::int64_t cents;
  };
  struct Known {
    Step step;
    Moment effective;
    Moment expires;
    Hold hold = Hold::none;
    /// The changes of balances, which a reversal undoes.
    std::vector<Move> moves;
    bool is_reversed = false;
  };

  std::string judge(const Step& step, std::int64_t next_account, Moment now, Known& known);
  std::string judge_payment(const Step& step, Moment now, Known& known);
  std::string judge_hold_end(const Step& step, Moment now);
  std::string judge_reversal(const Step& step, Moment now, Known& known);
  std::string judge_limit(const Step& step);
  std::string judge_status(const Step& step);
  std::string refusal(std::int64_t account, bool may_be_frozen) const;
  std::string credit_refusal(std::int64_t account, std::int64_t cents) const;
  void move(Known& known, std::int64_t account, std::int64_t cents);
  void expire(Known& known);
  void make_room(std::int64_t account, std::int64_t cents, Moment now);
  [[nodiscard]] bool is_replay(const Step& step, Moment now) const;
  static bool matches(const Known& known, const Step& step, Moment now);

  Moment books_closed_until_;
  std::map<int, Known> transactions_;
  std::map<std::int64_t, OracleAccount> accounts_;
  WideSum net_euro_ = 0;
  WideSum net_dollar_ = 0;
};

}  // namespace ledger::test
