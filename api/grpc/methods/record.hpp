// Carries commands out for the methods that write, and answers with what was recorded.
#pragma once

#include "api/grpc/calls/call_dispatcher.hpp"
#include "ledger/domain/commands/command.hpp"
#include "ledger/v1/ledger.pb.h"

namespace ledger::api {

/// Returns OK with the transaction in the response, or the status that says why nothing was recorded.
Task<grpc::Status> record(Call& call, Command command, v1::TransactionResponse& response);

/// Returns OK with the hold in the response, or the status that says why nothing was recorded.
Task<grpc::Status> record_hold(Call& call, Command command, v1::HoldResponse& response);

}  // namespace ledger::api
