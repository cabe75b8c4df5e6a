// Making metrics: each has a name, a text for those who read it, and labels.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <map>
#include <string>

#include "ledger/domain/values/ids.hpp"

namespace ledger {

using MetricLabels = std::map<std::string, std::string>;

/// Returns the label of one journal's metrics.
inline MetricLabels labels_of(JournalId journal) { return {{"journal", std::to_string(journal.value)}}; }

/// Adds a gauge to the registry, which must outlive its use; returns the same one for the same name and labels.
inline prometheus::Gauge& add_gauge(prometheus::Registry& registry, const std::string& name, const std::string& help,
                                    const MetricLabels& labels = {}) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add(labels);
}

/// Adds a counter in the same way.
inline prometheus::Counter& add_counter(prometheus::Registry& registry, const std::string& name,
                                        const std::string& help, const MetricLabels& labels = {}) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add(labels);
}

/// Adds a histogram in the same way; `bounds` are the upper ends of its buckets, ascending.
inline prometheus::Histogram& add_histogram(prometheus::Registry& registry, const std::string& name,
                                            const std::string& help, const MetricLabels& labels,
                                            const prometheus::Histogram::BucketBoundaries& bounds) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add(labels, bounds);
}

}  // namespace ledger
