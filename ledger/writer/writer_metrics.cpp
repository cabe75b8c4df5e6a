#include "ledger/writer/writer_metrics.hpp"

#include <string>

namespace ledger {
namespace {

const prometheus::Histogram::BucketBoundaries batch_sizes = {1, 2, 4, 8, 16, 32, 64, 96, 128, 256, 512, 1024};
const prometheus::Histogram::BucketBoundaries durations = {0.0005, 0.001, 0.002, 0.004, 0.008, 0.016,
                                                           0.032,  0.064, 0.128, 0.5,   2,     10};

prometheus::Counter& outcomes(prometheus::Registry& registry, const std::string& journal, const char* outcome) {
  return prometheus::BuildCounter()
      .Name("ledger_writer_commands_total")
      .Help("Commands by outcome")
      .Register(registry)
      .Add({{"journal", journal}, {"outcome", outcome}});
}

prometheus::Histogram& histogram(prometheus::Registry& registry, const std::string& journal, const char* name,
                                 const char* help, const prometheus::Histogram::BucketBoundaries& buckets) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add({{"journal", journal}}, buckets);
}

}  // namespace

WriterMetrics::WriterMetrics(prometheus::Registry& registry, JournalId id)
    : WriterMetrics(registry, std::to_string(id.value)) {}

WriterMetrics::WriterMetrics(prometheus::Registry& registry, const std::string& journal)
    : batch_commands(histogram(registry, journal, "ledger_writer_batch_commands",
                               "commands in one database transaction", batch_sizes)),
      batch_seconds(histogram(registry, journal, "ledger_writer_batch_seconds",
                              "from taking a batch to knowing that it is committed", durations)),
      applied(outcomes(registry, journal, "applied")),
      replayed(outcomes(registry, journal, "replayed")),
      rejected(outcomes(registry, journal, "rejected")),
      unavailable(outcomes(registry, journal, "unavailable")),
      failed(outcomes(registry, journal, "failed")),
      decided_again(prometheus::BuildCounter()
                        .Name("ledger_writer_batches_decided_again_total")
                        .Help("Batches retried because the connection was lost, the outcome was in doubt or another "
                              "writer had written")
                        .Register(registry)
                        .Add({{"journal", journal}})),
      optimistic(prometheus::BuildCounter()
                     .Name("ledger_writer_batches_optimistic_total")
                     .Help("Batches appended on decisions that were made ahead of the journal's lock")
                     .Register(registry)
                     .Add({{"journal", journal}})),
      put_back(
          prometheus::BuildCounter()
              .Name("ledger_writer_commands_put_back_total")
              .Help("commands that waited for the next batch, since more of their account's holds were due than one"
                    " batch lets expire")
              .Register(registry)
              .Add({{"journal", journal}})),
      holds_expired(prometheus::BuildCounter()
                        .Name("ledger_holds_expired_total")
                        .Help("Holds expired by this process")
                        .Register(registry)
                        .Add({})),
      queued(prometheus::BuildGauge()
                 .Name("ledger_writer_queue_commands")
                 .Help("Commands waiting for the writer")
                 .Register(registry)
                 .Add({{"journal", journal}})),
      stopped(prometheus::BuildGauge()
                  .Name("ledger_writer_stopped")
                  .Help("1 while the journal takes no writes: its database was restored, or the clocks are not trusted")
                  .Register(registry)
                  .Add({{"journal", journal}})) {}

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
