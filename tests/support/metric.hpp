// Metrics read from the registry of the test's own process.
#pragma once

#include <prometheus/registry.h>

#include <string>

namespace ledger::test {

/// The sum of a counter or gauge over its labels; 0 if there is none of the name.
inline double metric_value(prometheus::Registry& metrics, const std::string& name) {
  double sum = 0;
  for (const auto& family : metrics.Collect()) {
    if (family.name != name) continue;
    for (const auto& metric : family.metric) sum += metric.counter.value + metric.gauge.value;
  }
  return sum;
}

}  // namespace ledger::test
