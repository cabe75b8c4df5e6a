// The services of schemas/ledger/v1 and schemas/balance/v1.
#pragma once

#include "api/grpc/calls/rpc_service.hpp"

namespace ledger::api {

/// ledger.v1.Ledger
RpcService ledger_service(CallDispatcher& dispatcher);
/// balance.v1.Balances: the six calls of an older service.
RpcService balance_service(CallDispatcher& dispatcher);

}  // namespace ledger::api
