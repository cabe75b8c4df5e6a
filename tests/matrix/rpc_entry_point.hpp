// The common base of the entry points over gRPC.
#pragma once

#include "tests/matrix/entry_point.hpp"
#include "tests/support/grpc/rpc_client.hpp"

namespace ledger::test {

/// Status and code of an error, without the field that it names.
EntryPointAnswer entry_point_refusal(const grpc::Status& status);

/// The requests of payments, transfers and holds.
v1::PaymentRequest payment_request(const Order& order);
v1::TransferRequest transfer_request(const Order& order);
v1::PlaceHoldRequest hold_request(const Order& order);

/// An order as a command of RecordTransactions; nothing if it is none of those.
std::optional<v1::BulkCommand> bulk_command(const Order& order);

}  // namespace ledger::test
