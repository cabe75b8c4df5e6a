// The collector's address as a flag and an environment variable.
#pragma once

#include <string>

namespace ledger {

class OptionGroup;

/// Adds --otlp-endpoint, which may also be given as OTEL_EXPORTER_OTLP_ENDPOINT. `what` names what is sent there.
void add_otlp_endpoint(const OptionGroup& options, const std::string& what, std::string& endpoint);

}  // namespace ledger
