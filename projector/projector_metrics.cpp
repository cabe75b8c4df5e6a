#include "projector/projector_metrics.hpp"

#include "ledger/process/metrics.hpp"

namespace ledger {

ProjectorMetrics::ProjectorMetrics(prometheus::Registry& registry, JournalId journal)
    : active_(add_gauge(registry, "ledger_projector_active",
                        "1 while this projector has the lease, 0 while it waits for it", labels_of(journal))),
      lag_{.position{registry, "ledger_projector_position", "last journal position projected", labels_of(journal)},
           .events{registry, "ledger_projector_lag_events",
                   "events of the journal that are not projected yet; absent while not known", labels_of(journal)},
           .seconds{registry, "ledger_projector_lag_seconds",
                    "age of the oldest event that is not projected yet, 0 if there is none; absent while not known",
                    labels_of(journal)}},
      accounts_(add_gauge(registry, "ledger_projector_accounts_in_memory",
                          "accounts kept in memory after the last transaction", labels_of(journal))),
      events_(add_counter(registry, "ledger_projector_events_total", "events projected", labels_of(journal))),
      failures_(add_counter(registry, "ledger_projector_failures_total", "times that the projector had to start over",
                            labels_of(journal))),
      batch_events_(add_histogram(registry, "ledger_projector_batch_events", "events in a transaction",
                                  labels_of(journal), {1, 3, 10, 30, 100, 300, 1'000, 3'000, 10'000, 30'000})),
      batch_seconds_(add_histogram(registry, "ledger_projector_batch_seconds", "time that a transaction took",
                                   labels_of(journal),
                                   {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5, 30})) {}

void ProjectorMetrics::applied(std::size_t events, std::chrono::nanoseconds duration) {
  events_.Increment(static_cast<double>(events));
  batch_events_.Observe(static_cast<double>(events));
  batch_seconds_.Observe(std::chrono::duration<double>(duration).count());
}

}  // namespace ledger
