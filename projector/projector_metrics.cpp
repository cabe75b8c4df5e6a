#include "projector/projector_metrics.hpp"

#include <string>

namespace ledger {
namespace {

prometheus::Gauge& gauge(prometheus::Registry& registry, const std::string& journal, const char* name,
                         const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({{"journal", journal}});
}

prometheus::Counter& counter(prometheus::Registry& registry, const std::string& journal, const char* name,
                             const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({{"journal", journal}});
}

prometheus::Histogram& histogram(prometheus::Registry& registry, const std::string& journal, const char* name,
                                 const char* help, const prometheus::Histogram::BucketBoundaries& bounds) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add({{"journal", journal}}, bounds);
}

std::string label_of(JournalId journal) { return std::to_string(journal.value); }

}  // namespace

ProjectorMetrics::ProjectorMetrics(prometheus::Registry& registry, JournalId journal)
    : active_(gauge(registry, label_of(journal), "ledger_projector_active",
                    "1 while this projector has the lease, 0 while it waits for it")),
      lag_{.position{registry,
                     "ledger_projector_position",
                     "last journal position projected",
                     {{"journal", label_of(journal)}}},
           .events{registry,
                   "ledger_projector_lag_events",
                   "events of the journal that are not projected yet; absent while not known",
                   {{"journal", label_of(journal)}}},
           .seconds{registry,
                    "ledger_projector_lag_seconds",
                    "age of the oldest event that is not projected yet, 0 if there is none; absent while not known",
                    {{"journal", label_of(journal)}}}},
      events_(counter(registry, label_of(journal), "ledger_projector_events_total", "events projected")),
      failures_(counter(registry, label_of(journal), "ledger_projector_failures_total",
                        "times that the projector had to start over")),
      batch_events_(histogram(registry, label_of(journal), "ledger_projector_batch_events", "events in a transaction",
                              {1, 3, 10, 30, 100, 300, 1'000, 3'000, 10'000, 30'000})),
      batch_seconds_(histogram(registry, label_of(journal), "ledger_projector_batch_seconds",
                               "time that a transaction took",
                               {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5, 30})) {}

void ProjectorMetrics::applied(std::size_t events, std::chrono::nanoseconds duration) {
  events_.Increment(static_cast<double>(events));
  batch_events_.Observe(static_cast<double>(events));
  batch_seconds_.Observe(std::chrono::duration<double>(duration).count());
}

}  // namespace ledger
