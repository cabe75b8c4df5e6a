// What the health service says of the server and of each of its services: serving only while the ledger can write and
// read.
#pragma once

#include <grpcpp/health_check_service_interface.h>

#include "api/http/task.hpp"
#include "api/services/services.hpp"

namespace ledger::api {

/// Looks again and again and tells `health` for all whose names it knows, until the program stops. To begin with they
/// are not serving.
Task<void> report_health(grpc::HealthCheckServiceInterface& health, Services& services);

}  // namespace ledger::api
