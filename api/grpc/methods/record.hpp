// What the methods that write have in common.
#pragma once

#include <variant>

#include "api/grpc/calls/call_dispatcher.hpp"
#include "ledger/domain/commands/command.hpp"
#include "ledger/v1/ledger.pb.h"

namespace ledger::api {

/// Hands the command to the writer, if the caller may give it; else, or if it is not applied, the status that says why.
Task<std::variant<Applied, grpc::Status>> perform(Call& call, Command command);

/// Likewise, and answers with what was recorded.
Task<grpc::Status> record(Call& call, Command command, v1::TransactionResponse& response);

/// Likewise for a command about a hold.
Task<grpc::Status> record_hold(Call& call, Command command, v1::HoldResponse& response);

}  // namespace ledger::api
