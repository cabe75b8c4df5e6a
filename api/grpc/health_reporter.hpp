// Keeps the health service up to date: the server and its services are serving while the ledger can read, and the name
// "writes" is while it can write.
#pragma once

#include <grpcpp/health_check_service_interface.h>

#include "api/coroutines/task.hpp"
#include "api/services/context/app_context.hpp"

namespace ledger::api {

/// The server itself and its services, which all have reads.
constexpr const char* read_health_names[] = {"", "ledger.v1.Ledger", "balance.v1.Balances"};
/// The name under which the health service tells whether writes are taken.
constexpr const char* writes_health_name = "writes";

/// Looks again and again and tells `health` for all whose names it knows, until the program stops. To begin with they
/// are not serving.
Task<void> report_health(grpc::HealthCheckServiceInterface& health, AppContext& services);

}  // namespace ledger::api
