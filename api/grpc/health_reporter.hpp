// What the health service says: serving only while the ledger can write and read.
#pragma once

#include <grpcpp/health_check_service_interface.h>

#include "api/http/task.hpp"
#include "api/services/services.hpp"

namespace ledger::api {

/// Looks again and again and tells `health`, until the program stops.
Task<void> report_health(grpc::HealthCheckServiceInterface& health, Services& services);

}  // namespace ledger::api
