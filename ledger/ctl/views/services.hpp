// Where the three services show their state, and their names.
#pragma once

#include <array>
#include <string>

#include "ledger/process/command_line.hpp"

namespace ledger {

/// A service and the "host:port" of its /readyz and /metrics; an empty address is not asked.
struct ServiceAddress {
  const char* name;
  const char* flag;
  std::string address;
};

struct ServiceAddresses {
  ServiceAddress api{.name = "ledger-api", .flag = "--api-status-address", .address = "127.0.0.1:8003"};
  ServiceAddress projector{
      .name = "ledger-projector", .flag = "--projector-status-address", .address = "127.0.0.1:8001"};
  ServiceAddress outbox{.name = "ledger-outbox", .flag = "--outbox-status-address", .address = "127.0.0.1:8002"};

  [[nodiscard]] std::array<const ServiceAddress*, 3> all() const { return {&api, &projector, &outbox}; }
};

/// Adds their flags, which may also be given as the services' own environment variables.
void add_service_options(const OptionGroup& options, ServiceAddresses& services);

}  // namespace ledger
