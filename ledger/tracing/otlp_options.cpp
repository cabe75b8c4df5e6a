#include "ledger/tracing/otlp_options.hpp"

#include "ledger/process/command_line.hpp"

namespace ledger {
namespace {

/// Returns why the text is no address of a collector; empty if it is one.
std::string collector_error(const std::string& text) {
  const bool is_url = text.starts_with("http://") || text.starts_with("https://");
  return text.empty() || is_url ? "" : "an OpenTelemetry collector is named by http://host:port or https://host:port";
}

}  // namespace

void add_otlp_endpoint(const OptionGroup& options, const std::string& what, std::string& endpoint) {
  options
      .text({"--otlp-endpoint", "OTEL_EXPORTER_OTLP_ENDPOINT",
             "http(s)://host:4318 of an OpenTelemetry collector, to which " + what + " are sent"},
            endpoint)
      .checked_by(collector_error);
}

}  // namespace ledger
