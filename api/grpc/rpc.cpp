#include "api/grpc/rpc.hpp"

#include <array>

namespace ledger::api {
namespace {

/// In the order of Rpc. Methods for every role see to it that a user meets nothing but own accounts.
constexpr std::array<RpcEntry, rpc_count> table{{
    {"ledger.v1.Ledger/OpenAccount", Access::services},
    {"ledger.v1.Ledger/Deposit", Access::payments},
    {"ledger.v1.Ledger/Withdraw", Access::payments},
    {"ledger.v1.Ledger/GetAccount", Access::every_role},
    {"ledger.v1.Ledger/GetBalance", Access::every_role},
    {"ledger.v1.Ledger/GetTransaction", Access::every_role},
    {"ledger.v1.Ledger/Watch", Access::every_role},
}};

}  // namespace

const RpcEntry& entry_of(Rpc rpc) { return table.at(static_cast<std::size_t>(rpc)); }

}  // namespace ledger::api
