// What every program tells of itself beside its own metrics.
#pragma once

#include <prometheus/metric_family.h>

#include <vector>

namespace ledger {

/// Returns `ledger_build_info` and the process_* metrics by the names that Prometheus's client libraries share
/// (prometheus.io, "Writing client libraries"), as the process is now. What Linux does not tell is left out.
std::vector<prometheus::MetricFamily> process_metrics();

}  // namespace ledger
