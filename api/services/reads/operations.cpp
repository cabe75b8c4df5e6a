#include "api/services/reads/operations.hpp"

#include <cmath>
#include <string_view>

#include "ledger/process/version.hpp"

namespace ledger::api {
namespace {

constexpr double us_of_second = 1'000'000;

std::int64_t whole(double number) { return std::llround(number); }

std::string_view label_of(const prometheus::ClientMetric& metric, std::string_view name) {
  for (const auto& label : metric.label) {
    if (label.name == name) return label.value;
  }
  return {};
}

/// All series of a family have the same bounds. They count everything up to their bound.
void add(Durations& sum, const prometheus::ClientMetric& metric) {
  const auto& histogram = metric.histogram;
  sum.buckets.resize(histogram.bucket.size());
  std::int64_t before = 0;
  for (std::size_t index = 0; index < histogram.bucket.size(); ++index) {
    const auto& bucket = histogram.bucket[index];
    const auto up_to_here = static_cast<std::int64_t>(bucket.cumulative_count);
    if (std::isfinite(bucket.upper_bound)) sum.buckets[index].us_max = whole(bucket.upper_bound * us_of_second);
    sum.buckets[index].count += up_to_here - before;
    before = up_to_here;
  }
  sum.count += static_cast<std::int64_t>(histogram.sample_count);
  sum.us_total += whole(histogram.sample_sum * us_of_second);
}

void add_answers(ServerFigures& figures, const prometheus::ClientMetric& metric) {
  const auto status = label_of(metric, "status");
  if (status.empty() || status.front() < '1' || status.front() > '5') return;
  figures.answers.at(static_cast<std::size_t>(status.front() - '0')) += whole(metric.counter.value);
}

void add_commands(ServerFigures& figures, const prometheus::ClientMetric& metric) {
  const auto outcome = label_of(metric, "outcome");
  if (outcome == "applied") figures.commands_applied += whole(metric.counter.value);
  if (outcome == "replayed") figures.commands_replayed += whole(metric.counter.value);
  if (outcome == "rejected") figures.commands_rejected += whole(metric.counter.value);
}

/// The families are those of HttpMetrics and WriterMetrics. A series is there once it has counted something.
void add(ServerFigures& figures, std::string_view family, const prometheus::ClientMetric& metric) {
  if (family == "ledger_http_request_duration_seconds") add(figures.requests, metric);
  if (family == "ledger_http_requests_total") add_answers(figures, metric);
  if (family == "ledger_http_connections") figures.connections += whole(metric.gauge.value);
  if (family == "ledger_http_streams") figures.streams += whole(metric.gauge.value);
  if (family == "ledger_writer_batch_seconds") add(figures.batches, metric);
  if (family == "ledger_writer_commands_total") add_commands(figures, metric);
  if (family == "ledger_writer_queue_commands") figures.commands_queued += whole(metric.gauge.value);
}

}  // namespace

ServerFigures server_figures(const prometheus::Registry& metrics) {
  ServerFigures figures;
  figures.version = version();
  for (const auto& family : metrics.Collect()) {
    for (const auto& metric : family.metric) add(figures, family.name, metric);
  }
  return figures;
}

Task<LedgerFigures> read_ledger_figures(AppContext& services, std::string caller) {
  auto read = [count = services.journal_count](pqxx::transaction_base& transaction) {
    LedgerFigures figures;
    for (std::int16_t number = 0; number < count; ++number) {
      figures.journals.push_back(journal_progress(transaction, JournalId(number)));
    }
    figures.verified = last_verification(transaction);
    return figures;
  };
  co_return co_await services.reads.run(std::move(read), std::move(caller));
}

}  // namespace ledger::api
