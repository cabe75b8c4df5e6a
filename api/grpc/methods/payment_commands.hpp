// The commands that payments, transfers and holds are asked for with, alone and in bulk.
#pragma once

#include <string>

#include "api/grpc/calls/request_fields.hpp"
#include "ledger/domain/commands/command.hpp"
#include "ledger/v1/ledger.pb.h"

namespace ledger::api {

/// Each notes in `fields` what is wrong with the request; the command is good only if nothing is. `actor` is the
/// principal's id.
Deposit deposit_command(RequestFields& fields, const v1::PaymentRequest& request, const std::string& actor);
Withdraw withdraw_command(RequestFields& fields, const v1::PaymentRequest& request, const std::string& actor);
Transfer transfer_command(RequestFields& fields, const v1::TransferRequest& request, const std::string& actor);
PlaceHold hold_command(RequestFields& fields, const v1::PlaceHoldRequest& request, const std::string& actor);

}  // namespace ledger::api
