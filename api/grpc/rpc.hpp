// Every method of every service: its name, and who may call it.
#pragma once

#include <cstddef>
#include <string_view>

#include "api/auth/access.hpp"

namespace ledger::api {

/// The methods of schemas/ledger/v1. A call is answered under one of these only.
enum class Rpc : std::size_t {
  open_account,
  deposit,
  withdraw,
  get_account,
  get_balance,
  get_transaction,
  watch,
};
constexpr std::size_t rpc_count = 7;

struct RpcEntry {
  /// "ledger.v1.Ledger/Deposit"
  std::string_view name;
  /// Who may call it; there is no default.
  Access access;
};

const RpcEntry& entry_of(Rpc rpc);
inline std::string_view name_of(Rpc rpc) { return entry_of(rpc).name; }

}  // namespace ledger::api
