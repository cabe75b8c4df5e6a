#include "ledger/tracing/otlp_sender.hpp"

#include <spdlog/spdlog.h>

#ifdef LEDGER_HAS_OPENTELEMETRY

#include <opentelemetry/exporters/otlp/otlp_http_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_exporter_options.h>
#include <opentelemetry/sdk/common/global_log_handler.h>
#include <opentelemetry/sdk/instrumentationscope/instrumentation_scope.h>
#include <opentelemetry/sdk/resource/resource.h>
#include <opentelemetry/sdk/resource/resource_detector.h>
#include <opentelemetry/sdk/trace/batch_span_processor_factory.h>
#include <opentelemetry/sdk/trace/batch_span_processor_options.h>
#include <opentelemetry/sdk/trace/exporter.h>
#include <opentelemetry/sdk/trace/processor.h>
#include <opentelemetry/sdk/trace/recordable.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>

#include "ledger/process/version.hpp"

namespace ledger {
namespace {

namespace otel = opentelemetry;

/// A collector that does not answer must not hold the program's end up for longer.
constexpr std::chrono::seconds export_timeout_max{3};
/// The time after a stop within which what is queued may still begin to be sent.
constexpr std::chrono::seconds time_to_stop{1};
/// A queue that is full says so for every span that it drops.
constexpr std::chrono::seconds pause_between_lines{10};

using Clock = std::chrono::steady_clock;

/// Puts what the library has to say, such as a collector that is away, into the program's log, now and then.
class LogHandler : public otel::sdk::common::internal_log::LogHandler {
 public:
  void Handle(otel::sdk::common::internal_log::LogLevel level, const char* /*file*/, int /*line*/, const char* message,
              const otel::sdk::common::AttributeMap& /*attributes*/) noexcept override {
    using Level = otel::sdk::common::internal_log::LogLevel;
    if (message == nullptr) return;
    if (level != Level::Error && level != Level::Warning) return spdlog::debug("OpenTelemetry: {}", message);
    const auto now = Clock::now().time_since_epoch();
    auto next = next_line_.load();
    if (now < next || !next_line_.compare_exchange_strong(next, now + pause_between_lines)) return;
    spdlog::warn("OpenTelemetry: {}", message);
  }

 private:
  std::atomic<Clock::duration> next_line_{Clock::duration::min()};
};

/// Returns the facts about this program that go with every span. The operator's replace those that are given here.
otel::sdk::resource::Resource resource_of(const std::string& service) {
  const auto own =
      otel::sdk::resource::Resource::Create({{"service.name", service}, {"service.version", std::string(version())}});
  return own.Merge(otel::sdk::resource::OTELResourceDetector().Detect());
}

/// Sends by another exporter until a while after a stop. The library's own end waits for all that is queued.
class StoppableExporter final : public otel::sdk::trace::SpanExporter {
 public:
  using Ends = std::shared_ptr<std::atomic<Clock::duration>>;

  StoppableExporter(std::unique_ptr<otel::sdk::trace::SpanExporter> exporter, Ends ends)
      : exporter_(std::move(exporter)), ends_(std::move(ends)) {}

  std::unique_ptr<otel::sdk::trace::Recordable> MakeRecordable() noexcept override {
    return exporter_->MakeRecordable();
  }
  otel::sdk::common::ExportResult Export(
      const otel::nostd::span<std::unique_ptr<otel::sdk::trace::Recordable>>& spans) noexcept override {
    if (Clock::now().time_since_epoch() >= ends_->load()) return otel::sdk::common::ExportResult::kFailure;
    return exporter_->Export(spans);
  }
  bool ForceFlush(std::chrono::microseconds timeout) noexcept override { return exporter_->ForceFlush(timeout); }
  bool Shutdown(std::chrono::microseconds timeout) noexcept override { return exporter_->Shutdown(timeout); }

 private:
  const std::unique_ptr<otel::sdk::trace::SpanExporter> exporter_;
  const Ends ends_;
};

/// Sets the number that an environment variable holds, if it is one. The library of Debian 13 does not read these.
template <class Value>
void read_variable(const char* name, Value& value) {
  const char* const text = std::getenv(name);
  if (text == nullptr || *text == 0) return;
  std::size_t number = 0;
  const auto* const end = text + std::strlen(text);
  if (std::from_chars(text, end, number).ptr != end || number == 0) {
    return spdlog::warn("{} is no number above 0, and is left aside", name);
  }
  value = static_cast<Value>(number);
}

otel::sdk::trace::BatchSpanProcessorOptions queue_options() {
  otel::sdk::trace::BatchSpanProcessorOptions options;
  auto delay_ms = static_cast<std::size_t>(options.schedule_delay_millis.count());
  read_variable("OTEL_BSP_SCHEDULE_DELAY", delay_ms);
  options.schedule_delay_millis = std::chrono::milliseconds(delay_ms);
  read_variable("OTEL_BSP_MAX_QUEUE_SIZE", options.max_queue_size);
  read_variable("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", options.max_export_batch_size);
  options.max_export_batch_size = std::min(options.max_export_batch_size, options.max_queue_size);
  return options;
}

std::unique_ptr<otel::sdk::trace::SpanProcessor> processor_to(const std::string& endpoint,
                                                              StoppableExporter::Ends ends) {
  otel::exporter::otlp::OtlpHttpExporterOptions options;
  options.url = endpoint + (endpoint.ends_with('/') ? "v1/traces" : "/v1/traces");
  options.timeout = std::min<std::chrono::system_clock::duration>(options.timeout, export_timeout_max);
  auto exporter = std::make_unique<StoppableExporter>(otel::exporter::otlp::OtlpHttpExporterFactory::Create(options),
                                                      std::move(ends));
  return otel::sdk::trace::BatchSpanProcessorFactory::Create(std::move(exporter), queue_options());
}

otel::trace::SpanKind kind_of(SpanKind kind) {
  return kind == SpanKind::server ? otel::trace::SpanKind::kServer : otel::trace::SpanKind::kProducer;
}

class OtlpSender final : public SpanSender {
 public:
  OtlpSender(const std::string& endpoint, const std::string& service)
      : resource_(resource_of(service)),
        scope_(otel::sdk::instrumentationscope::InstrumentationScope::Create("ledger", std::string(version()))),
        processor_(processor_to(endpoint, ends_)) {}
  ~OtlpSender() override {
    ends_->store((Clock::now() + time_to_stop).time_since_epoch());
    processor_->Shutdown();
  }

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
  const StoppableExporter::Ends ends_ = std::make_shared<std::atomic<Clock::duration>>(Clock::duration::max());
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
