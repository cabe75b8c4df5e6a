#include "api/grpc/services.hpp"

#include "api/grpc/methods/balance_methods.hpp"
#include "api/grpc/methods/methods.hpp"

namespace ledger::api {

RpcService ledger_service(CallDispatcher& dispatcher) {
  return RpcService("ledger.v1.Ledger",
                    {
                        {"OpenAccount", Access::services, rpc_open_account},
                        {"Deposit", Access::payments, rpc_deposit},
                        {"Withdraw", Access::payments, rpc_withdraw},
                        {"Transfer", Access::payments, rpc_transfer},
                        {"RecordTransactions", Access::payments, rpc_record_transactions, RequestSize::bulk},
                        {"ReverseTransaction", Access::admins, rpc_reverse_transaction},
                        {"PlaceHold", Access::services, rpc_place_hold},
                        {"ConfirmHold", Access::services, rpc_confirm_hold},
                        {"CancelHold", Access::services, rpc_cancel_hold},
                        {"ChangeLimit", Access::admins, rpc_change_limit},
                        {"FreezeAccount", Access::admins, rpc_freeze_account},
                        {"UnfreezeAccount", Access::admins, rpc_unfreeze_account},
                        {"CloseAccount", Access::admins, rpc_close_account},
                        {"EraseIdentity", Access::admins, rpc_erase_identity},
                        {"GetAccount", Access::every_role, rpc_get_account},
                        {"GetBalance", Access::every_role, rpc_get_balance},
                        {"GetTransaction", Access::every_role, rpc_get_transaction},
                        {"ListTransactions", Access::every_role, rpc_list_transactions},
                        {"ListAccounts", Access::staff, rpc_list_accounts},
                        {"GetHold", Access::every_role, rpc_get_hold},
                        {"ListHolds", Access::every_role, rpc_list_holds},
                        {"GetTotals", Access::admins, rpc_get_totals},
                        {"Watch", Access::every_role, rpc_watch},
                    },
                    dispatcher);
}

RpcService balance_service(CallDispatcher& dispatcher) {
  return RpcService("balance.v1.Balances",
                    {
                        {"GetBalance", Access::dialect, dialect_get_balance},
                        {"ChangeLimit", Access::dialect, dialect_change_limit},
                        {"ChangeCurrent", Access::dialect, dialect_change_current},
                        {"OpenTransaction", Access::dialect, dialect_open_transaction},
                        {"ConfirmTransaction", Access::dialect, dialect_confirm_transaction},
                        {"CancelTransaction", Access::dialect, dialect_cancel_transaction},
                    },
                    dispatcher);
}

}  // namespace ledger::api
