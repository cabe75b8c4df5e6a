// Sends spans over OTLP/HTTP (OpenTelemetry Protocol 1), by OpenTelemetry's library where the program was built with
// it.
#pragma once

#include <memory>
#include <string>

#include "ledger/tracing/span.hpp"

namespace ledger {

struct OtlpSettings {
  /// The collector, as OTEL_EXPORTER_OTLP_ENDPOINT names it: http://host:4318, to which /v1/traces is added. Nothing is
  /// sent if it is empty.
  std::string endpoint;
  /// The share of requests without a trace that begin one, 0 to 100.
  int percent = 0;
};

/// Returns a sender with a queue and a thread of its own; null if there is no collector, or if this program was built
/// without OpenTelemetry, which is a warning in the log. The library's own variables hold for the rest:
/// OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_EXPORTER_OTLP_HEADERS and so on. `service` is the name if
/// OTEL_SERVICE_NAME gives none.
std::unique_ptr<SpanSender> make_otlp_sender(const OtlpSettings& settings, const std::string& service);

}  // namespace ledger
