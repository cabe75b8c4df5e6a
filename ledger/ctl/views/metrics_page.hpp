// What a program shows at /metrics, in the text format of Prometheus.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ledger {

class MetricsPage {
 public:
  MetricsPage() = default;
  /// Lines that are none are passed over.
  explicit MetricsPage(std::string_view text);

  /// The sum over all series of this name whose labels contain `label`, such as `result="applied"`; nothing if there
  /// is none.
  [[nodiscard]] std::optional<double> sum(std::string_view name, std::string_view label = {}) const;

 private:
  /// By name and labels as they stand there.
  std::map<std::string, double, std::less<>> series_;
};

}  // namespace ledger
