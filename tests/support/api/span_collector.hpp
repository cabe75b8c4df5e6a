// An OpenTelemetry collector that a test looks into.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "ledger/domain/values/trace_parent.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/process.hpp"

namespace ledger::test {

/// Keeps what it is sent by OTLP over HTTP.
class SpanCollector {
 public:
  /// The settings of a program that sends its spans here, soon after they ended.
  [[nodiscard]] Process::Environment environment() const;
  /// Waits until some request holds all of these; false if none does in time.
  bool gets(const std::vector<std::string>& parts);
  /// Returns true if any request holds this.
  bool got(const std::string& part);

 private:
  void serve(const Socket& client);

  std::mutex mutex_;
  std::vector<std::string> requests_;
  // Last, so that its threads have ended before what they use goes.
  LoopbackListener listener_{[this](const Socket& client) { serve(client); }};
};

/// The bytes of a trace's id, as OTLP has them in binary.
std::string trace_id_of(const TraceParent& trace);
/// The bytes of the id of the span that a traceparent names.
std::string span_id_of(const TraceParent& trace);

}  // namespace ledger::test
