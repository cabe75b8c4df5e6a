#include "ledger/writer/writer_metrics.hpp"

#include <string>

#include "ledger/process/metrics.hpp"

namespace ledger {
namespace {

const prometheus::Histogram::BucketBoundaries batch_sizes = {1, 2, 4, 8, 16, 32, 64, 96, 128, 256, 512, 1024};
const prometheus::Histogram::BucketBoundaries durations = {0.0005, 0.001, 0.002, 0.004, 0.008, 0.016,
                                                           0.032,  0.064, 0.128, 0.5,   2,     10};

prometheus::Counter& outcomes(prometheus::Registry& registry, const std::string& journal, const char* outcome) {
  return add_counter(registry, "ledger_writer_commands_total", "Commands by outcome",
                     {{"journal", journal}, {"outcome", outcome}});
}

}  // namespace

WriterMetrics::WriterMetrics(prometheus::Registry& registry, JournalId id)
    : WriterMetrics(registry, std::to_string(id.value)) {}

WriterMetrics::WriterMetrics(prometheus::Registry& registry, const std::string& journal)
    : batch_commands(add_histogram(registry, "ledger_writer_batch_commands", "commands in one database transaction",
                                   {{"journal", journal}}, batch_sizes)),
      batch_seconds(add_histogram(registry, "ledger_writer_batch_seconds",
                                  "from taking a batch to knowing that it is committed", {{"journal", journal}},
                                  durations)),
      applied(outcomes(registry, journal, "applied")),
      replayed(outcomes(registry, journal, "replayed")),
      rejected(outcomes(registry, journal, "rejected")),
      unavailable(outcomes(registry, journal, "unavailable")),
      failed(outcomes(registry, journal, "failed")),
      decided_again(add_counter(registry, "ledger_writer_batches_decided_again_total",
                                "Batches retried because the connection was lost, the outcome was in doubt or another "
                                "writer had written",
                                {{"journal", journal}})),
      optimistic(add_counter(registry, "ledger_writer_batches_optimistic_total",
                             "Batches appended on decisions that were made ahead of the journal's lock",
                             {{"journal", journal}})),
      overlapped(add_counter(registry, "ledger_writer_batches_overlapped_total",
                             "Optimistic batches that were sent while the one before was under way",
                             {{"journal", journal}})),
      put_back(
          add_counter(registry, "ledger_writer_commands_put_back_total",
                      "Commands that waited for the next batch: more of their account's holds were due than one batch"
                      " lets expire, or they had to be decided under the journal's lock",
                      {{"journal", journal}})),
      holds_expired(add_counter(registry, "ledger_holds_expired_total", "Holds expired by this process")),
      queued(add_gauge(registry, "ledger_writer_queue_commands", "Commands waiting for the writer",
                       {{"journal", journal}})),
      cached_accounts(add_gauge(registry, "ledger_writer_cached_accounts",
                                "Accounts whose state the writer keeps in memory", {{"journal", journal}})),
      stopped(add_gauge(registry, "ledger_writer_stopped",
                        "1 while the journal takes no writes: its database was restored, or the clocks are not trusted",
                        {{"journal", journal}})) {}

void WriterMetrics::count(const Outcome& outcome) {
  if (const auto* result = std::get_if<Applied>(&outcome)) {
    (result->replayed ? replayed : applied).Increment();
    const bool expired = result->recorded.legs.back().type == EventType::hold_expired;
    if (expired && !result->replayed) holds_expired.Increment();
  } else if (std::holds_alternative<Unavailable>(outcome)) {
    unavailable.Increment();
  } else {
    rejected.Increment();
  }
}

}  // namespace ledger
