// Every method of every service: its name, and who may call it.
#pragma once

#include <cstddef>
#include <string_view>

#include "api/auth/access.hpp"

namespace ledger::api {

/// The methods of schemas/ledger/v1 and schemas/balance/v1. A call is answered under one of these only.
enum class Rpc : std::size_t {
  open_account,
  deposit,
  withdraw,
  transfer,
  record_transactions,
  reverse_transaction,
  place_hold,
  confirm_hold,
  cancel_hold,
  change_limit,
  freeze_account,
  unfreeze_account,
  close_account,
  erase_identity,
  get_account,
  get_balance,
  get_transaction,
  list_transactions,
  list_accounts,
  get_hold,
  list_holds,
  get_totals,
  watch,
  dialect_get_balance,
  dialect_change_limit,
  dialect_change_current,
  dialect_open_transaction,
  dialect_confirm_transaction,
  dialect_cancel_transaction,
};
constexpr std::size_t rpc_count = 29;

struct RpcEntry {
  /// "ledger.v1.Ledger/Deposit"
  std::string_view name;
  /// Who may call it; there is no default.
  Access access;
};

const RpcEntry& entry_of(Rpc rpc);
inline std::string_view name_of(Rpc rpc) { return entry_of(rpc).name; }

}  // namespace ledger::api
