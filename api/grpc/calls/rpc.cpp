#include "api/grpc/calls/rpc.hpp"

#include <array>

namespace ledger::api {
namespace {

/// In the order of Rpc. Methods for every role see to it that a user meets nothing but own accounts.
constexpr std::array<RpcEntry, rpc_count> table{{
    {"ledger.v1.Ledger/OpenAccount", Access::services},
    {"ledger.v1.Ledger/Deposit", Access::payments},
    {"ledger.v1.Ledger/Withdraw", Access::payments},
    {"ledger.v1.Ledger/Transfer", Access::payments},
    {"ledger.v1.Ledger/RecordTransactions", Access::payments},
    {"ledger.v1.Ledger/ReverseTransaction", Access::admins},
    {"ledger.v1.Ledger/PlaceHold", Access::services},
    {"ledger.v1.Ledger/ConfirmHold", Access::services},
    {"ledger.v1.Ledger/CancelHold", Access::services},
    {"ledger.v1.Ledger/ChangeLimit", Access::admins},
    {"ledger.v1.Ledger/FreezeAccount", Access::admins},
    {"ledger.v1.Ledger/UnfreezeAccount", Access::admins},
    {"ledger.v1.Ledger/CloseAccount", Access::admins},
    {"ledger.v1.Ledger/EraseIdentity", Access::admins},
    {"ledger.v1.Ledger/GetAccount", Access::every_role},
    {"ledger.v1.Ledger/GetBalance", Access::every_role},
    {"ledger.v1.Ledger/GetTransaction", Access::every_role},
    {"ledger.v1.Ledger/ListTransactions", Access::every_role},
    {"ledger.v1.Ledger/ListAccounts", Access::staff},
    {"ledger.v1.Ledger/GetHold", Access::every_role},
    {"ledger.v1.Ledger/ListHolds", Access::every_role},
    {"ledger.v1.Ledger/GetTotals", Access::admins},
    {"ledger.v1.Ledger/Watch", Access::every_role},
    {"balance.v1.Balances/GetBalance", Access::dialect},
    {"balance.v1.Balances/ChangeLimit", Access::dialect},
    {"balance.v1.Balances/ChangeCurrent", Access::dialect},
    {"balance.v1.Balances/OpenTransaction", Access::dialect},
    {"balance.v1.Balances/ConfirmTransaction", Access::dialect},
    {"balance.v1.Balances/CancelTransaction", Access::dialect},
}};
static_assert(!table.back().name.empty(), "every method has a line");

}  // namespace

const RpcEntry& entry_of(Rpc rpc) { return table.at(static_cast<std::size_t>(rpc)); }

}  // namespace ledger::api
