#include "outbox/relay/relay_metrics.hpp"

#include <array>

#include "ledger/process/metrics.hpp"

namespace ledger {
namespace {

constexpr std::array failures{StepOutcome::must_abort, StepOutcome::must_restart, StepOutcome::fenced,
                              StepOutcome::needs_operator};
const prometheus::Histogram::BucketBoundaries batch_buckets{1, 10, 100, 1'000, 5'000, 10'000, 20'000, 50'000};
const prometheus::Histogram::BucketBoundaries second_buckets{0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 30};

}  // namespace

RelayMetrics::RelayMetrics(prometheus::Registry& registry, JournalId journal)
    : active_(add_gauge(registry, "ledger_outbox_active",
                        "1 while this relay publishes the journal, 0 while it starts, stands by or has stopped",
                        labels_of(journal))),
      lag_{
          .position{registry, "ledger_outbox_position", "last journal position published to Kafka", labels_of(journal)},
          .events{registry, "ledger_outbox_lag_events",
                  "events in the journal that are not in Kafka yet; absent while not known", labels_of(journal)},
          .seconds{registry, "ledger_outbox_lag_seconds",
                   "age of the oldest event that is not in Kafka yet, 0 if there is none; absent while not known",
                   labels_of(journal)}},
      accounts_(add_gauge(registry, "ledger_outbox_accounts_remembered",
                          "accounts of which the relay remembers whether they had money", labels_of(journal))),
      events_(add_counter(registry, "ledger_outbox_events_total", "Events published", labels_of(journal))),
      batch_events_(add_histogram(registry, "ledger_outbox_batch_events", "Events per Kafka transaction",
                                  labels_of(journal), batch_buckets)),
      commit_seconds_(add_histogram(registry, "ledger_outbox_transaction_seconds",
                                    "Duration of a Kafka transaction from begin to commit, in seconds",
                                    labels_of(journal), second_buckets)),
      failures_(prometheus::BuildCounter()
                    .Name("ledger_outbox_failures_total")
                    .Help("Times the relay aborted, restarted, gave way or stopped, by remedy")
                    .Register(registry)),
      journal_(std::to_string(journal.value)) {
  // All are there from the start: a counter that appears with its first failure hides that failure from rate().
  for (const auto outcome : failures) failure(outcome);
}

void RelayMetrics::published(std::size_t events, std::chrono::nanoseconds duration) {
  events_.Increment(static_cast<double>(events));
  batch_events_.Observe(static_cast<double>(events));
  commit_seconds_.Observe(std::chrono::duration<double>(duration).count());
}

prometheus::Counter& RelayMetrics::failure(StepOutcome outcome) {
  return failures_.Add({{"journal", journal_}, {"class", std::string(name_of(outcome))}});
}

void RelayMetrics::failed(StepOutcome outcome) { failure(outcome).Increment(); }

}  // namespace ledger
