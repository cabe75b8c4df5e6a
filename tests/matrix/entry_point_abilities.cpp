#include "tests/matrix/entry_point_abilities.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace ledger::test {
namespace {

using EntryPointNames = std::vector<EntryPointName>;
using Commands = std::vector<CommandKind>;
using Situations = std::vector<Situation>;
/// Empty lists of commands or situations mean all of them.
struct Inability {
  EntryPointNames entry_points;
  Commands commands;
  Situations situations;
  std::string_view reason;
};

const EntryPointNames bulks = {EntryPointName::bulk_array, EntryPointName::bulk_lines, EntryPointName::bulk_grpc};
const EntryPointNames both_balances = {EntryPointName::balance, EntryPointName::balance_grpc};
const Situations too_large = {Situation::number_beyond_int64, Situation::minor_units_beyond_int64};

const std::vector<Inability>& inabilities() {
  using enum CommandKind;
  using enum Situation;
  static const std::vector<Inability> table = {
      {bulks,
       {open_account, confirm_hold, cancel_hold, reverse_transaction, change_limit, freeze, unfreeze, close,
        erase_identity},
       {},
       "payments, transfers and holds come in bulk"},
      {{EntryPointName::wallets},
       {transfer, place_hold, confirm_hold, cancel_hold, reverse_transaction, change_limit, freeze, unfreeze, close,
        erase_identity},
       {},
       "wallets are opened, filled and emptied"},
      {both_balances,
       {open_account, transfer, reverse_transaction, freeze, unfreeze, close, erase_identity},
       {},
       "balances, maxima and transactions are all there is"},
      {{EntryPointName::wallets, EntryPointName::balance, EntryPointName::balance_grpc},
       {},
       {wrong_currency},
       "no currency is stated"},
      {{EntryPointName::wallets},
       {open_account},
       {other_content, number_beyond_int64, minor_units_beyond_int64},
       "a wallet is opened without any content"},
      {both_balances,
       {confirm_hold},
       {too_little_money, number_beyond_int64, minor_units_beyond_int64},
       "a transaction is confirmed as a whole"},
      {{EntryPointName::balance_grpc}, {deposit, place_hold, change_limit}, too_large, "an amount is an int64"},
      // -2^63 is one.
      {{EntryPointName::balance_grpc}, {withdraw}, {minor_units_beyond_int64}, "an amount is an int64"},
      {{EntryPointName::rest}, {change_limit}, {sum_beyond_int64}, "a limit is stated, not added to"},
  };
  return table;
}

template <class Value>
bool lists(const std::vector<Value>& values, Value value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

/// The status of a code at each kind of entry point; empty where the code does not occur.
struct Statuses {
  std::string rest;
  std::string wallets;
  std::string balance;
  std::string grpc;
};

const std::map<std::string, Statuses>& statuses() {
  static const std::map<std::string, Statuses> table = {
      {"uid_reused", {"409", "409", "400", "ALREADY_EXISTS"}},
      {"insufficient_funds", {"402", "400", "400", "FAILED_PRECONDITION"}},
      {"limit_exceeded", {"422", "400", "400", "FAILED_PRECONDITION"}},
      {"balance_out_of_range", {"422", "400", "400", "FAILED_PRECONDITION"}},
      {"amount_out_of_range", {"422", "422", "422", "INVALID_ARGUMENT"}},
      {"number_out_of_range", {"", "", "422", ""}},
      {"currency_mismatch", {"422", "", "", "INVALID_ARGUMENT"}},
      {"currency_unknown", {"422", "", "", "INVALID_ARGUMENT"}},
      {"account_not_found", {"404", "", "", "NOT_FOUND"}},
      {"wallet_not_found", {"", "404", "", ""}},
      {"hold_not_found", {"404", "", "400", "NOT_FOUND"}},
      {"amount_above_hold", {"422", "", "", "FAILED_PRECONDITION"}},
      {"transaction_not_found", {"404", "", "", "NOT_FOUND"}},
      {"already_reversed", {"409", "", "", "FAILED_PRECONDITION"}},
      {"limit_below_balance", {"422", "", "400", "FAILED_PRECONDITION"}},
      {"limit_invalid", {"422", "", "400", "INVALID_ARGUMENT"}},
      {"account_frozen", {"409", "", "", "FAILED_PRECONDITION"}},
      {"account_not_frozen", {"409", "", "", "FAILED_PRECONDITION"}},
      {"account_closed", {"409", "", "", "FAILED_PRECONDITION"}},
      {"identity_not_found", {"404", "", "", "NOT_FOUND"}},
  };
  return table;
}

std::string status_at(EntryPointName entry_point, const Statuses& of_code) {
  switch (entry_point) {
    case EntryPointName::rest:
    case EntryPointName::bulk_array:
    case EntryPointName::bulk_lines:
      return of_code.rest;
    case EntryPointName::wallets:
      return of_code.wallets;
    case EntryPointName::balance:
      return of_code.balance;
    case EntryPointName::grpc:
    case EntryPointName::bulk_grpc:
    case EntryPointName::balance_grpc:
      return of_code.grpc;
  }
  __builtin_unreachable();
}

}  // namespace

std::string_view inability(EntryPointName entry_point, CommandKind command, Situation situation) {
  for (const auto& row : inabilities()) {
    const bool is_about = lists(row.entry_points, entry_point) &&
                          (row.commands.empty() || lists(row.commands, command)) &&
                          (row.situations.empty() || lists(row.situations, situation));
    if (is_about) return row.reason;
  }
  return {};
}

std::string verdict_at(EntryPointName entry_point, const std::string& code) {
  if (code == "recorded" || code == "replayed" || code == "as_it_is") {
    if (entry_point == EntryPointName::balance_grpc) return "done";
    // An entry point distinguishes a replay from everything else.
    return code == "replayed" ? code : "recorded";
  }
  const auto found = statuses().find(code);
  const auto status = found == statuses().end() ? "" : status_at(entry_point, found->second);
  return (status.empty() ? "?" : status) + " " + code;
}

}  // namespace ledger::test
