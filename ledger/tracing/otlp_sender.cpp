#include "ledger/tracing/otlp_sender.hpp"

#include <spdlog/spdlog.h>

#ifdef LEDGER_HAS_OPENTELEMETRY

#include <opentelemetry/exporters/otlp/otlp_http_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_exporter_options.h>
#include <opentelemetry/sdk/common/global_log_handler.h>
#include <opentelemetry/sdk/instrumentationscope/instrumentation_scope.h>
#include <opentelemetry/sdk/resource/resource.h>
#include <opentelemetry/sdk/trace/batch_span_processor_factory.h>
#include <opentelemetry/sdk/trace/batch_span_processor_options.h>
#include <opentelemetry/sdk/trace/exporter.h>
#include <opentelemetry/sdk/trace/processor.h>
#include <opentelemetry/sdk/trace/recordable.h>

#include <algorithm>
#include <cstdlib>

#include "ledger/process/version.hpp"

namespace ledger {
namespace {

namespace otel = opentelemetry;

/// A collector that does not answer must not hold the program's end up for longer.
constexpr std::chrono::seconds export_timeout_max{3};

/// Puts what the library has to say, such as a collector that is away, into the program's log.
class LogHandler : public otel::sdk::common::internal_log::LogHandler {
 public:
  void Handle(otel::sdk::common::internal_log::LogLevel level, const char* /*file*/, int /*line*/, const char* message,
              const otel::sdk::common::AttributeMap& /*attributes*/) noexcept override {
    const bool is_bad = level == otel::sdk::common::internal_log::LogLevel::Error;
    spdlog::log(is_bad ? spdlog::level::warn : spdlog::level::debug, "OpenTelemetry: {}",
                message == nullptr ? "" : message);
  }
};

otel::sdk::resource::Resource resource_of(const std::string& service) {
  otel::sdk::resource::ResourceAttributes attributes;
  attributes["service.version"] = std::string(version());
  // What the operator says goes before what is given here.
  if (std::getenv("OTEL_SERVICE_NAME") == nullptr) attributes["service.name"] = service;
  return otel::sdk::resource::Resource::Create(attributes);
}

std::unique_ptr<otel::sdk::trace::SpanProcessor> processor_to(const std::string& endpoint) {
  otel::exporter::otlp::OtlpHttpExporterOptions options;
  options.url = endpoint + (endpoint.ends_with('/') ? "v1/traces" : "/v1/traces");
  options.timeout = std::min<std::chrono::system_clock::duration>(options.timeout, export_timeout_max);
  return otel::sdk::trace::BatchSpanProcessorFactory::Create(
      otel::exporter::otlp::OtlpHttpExporterFactory::Create(options), otel::sdk::trace::BatchSpanProcessorOptions());
}

otel::trace::SpanKind kind_of(SpanKind kind) {
  return kind == SpanKind::server ? otel::trace::SpanKind::kServer : otel::trace::SpanKind::kProducer;
}

class OtlpSender final : public SpanSender {
 public:
  OtlpSender(const std::string& endpoint, const std::string& service)
      : resource_(resource_of(service)),
        scope_(otel::sdk::instrumentationscope::InstrumentationScope::Create("ledger", std::string(version()))),
        processor_(processor_to(endpoint)) {}
  ~OtlpSender() override { processor_->Shutdown(export_timeout_max); }

  void send(const FinishedSpan& finished) override {
    auto record = processor_->MakeRecordable();
    const auto& [span, work, taken] = finished;
    const otel::trace::SpanContext context(otel::trace::TraceId(span.own.trace_id),
                                           otel::trace::SpanId(span.own.parent_id),
                                           otel::trace::TraceFlags(span.own.flags), false);
    record->SetIdentity(context, span.caller ? otel::trace::SpanId(*span.caller) : otel::trace::SpanId());
    record->SetName(work.name);
    record->SetSpanKind(kind_of(work.kind));
    record->SetStartTime(otel::common::SystemTimestamp(span.begun));
    record->SetDuration(taken);
    for (const auto& [name, value] : work.attributes) {
      const auto set = [&](const auto& each) { record->SetAttribute({name.data(), name.size()}, each); };
      std::visit(set, value);
    }
    if (work.failed) record->SetStatus(otel::trace::StatusCode::kError, "");
    record->SetResource(resource_);
    record->SetInstrumentationScope(*scope_);
    processor_->OnEnd(std::move(record));
  }

 private:
  const otel::sdk::resource::Resource resource_;
  const std::unique_ptr<otel::sdk::instrumentationscope::InstrumentationScope> scope_;
  const std::unique_ptr<otel::sdk::trace::SpanProcessor> processor_;
};

}  // namespace

std::unique_ptr<SpanSender> make_otlp_sender(const OtlpSettings& settings, const std::string& service) {
  if (settings.endpoint.empty()) return nullptr;
  otel::sdk::common::internal_log::GlobalLogHandler::SetLogHandler(
      otel::nostd::shared_ptr<otel::sdk::common::internal_log::LogHandler>(new LogHandler));
  auto sender = std::make_unique<OtlpSender>(settings.endpoint, service);
  spdlog::info("spans go to {}", settings.endpoint);
  return sender;
}

}  // namespace ledger

#else

namespace ledger {

std::unique_ptr<SpanSender> make_otlp_sender(const OtlpSettings& settings, const std::string& /*service*/) {
  if (!settings.endpoint.empty()) {
    spdlog::warn("no spans are sent to {}: this program was built without OpenTelemetry", settings.endpoint);
  }
  return nullptr;
}

}  // namespace ledger

#endif
