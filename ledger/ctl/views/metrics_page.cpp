#include "ledger/ctl/views/metrics_page.hpp"

#include <cmath>
#include <cstdlib>

namespace ledger {

MetricsPage::MetricsPage(std::string_view text) {
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto blank = line.rfind(' ');
    if (line.starts_with('#') || blank == std::string_view::npos) continue;
    const std::string value(line.substr(blank + 1));
    char* end = nullptr;
    const double number = std::strtod(value.c_str(), &end);
    if (end == value.c_str() + value.size() && std::isfinite(number)) {
      series_[std::string(line.substr(0, blank))] = number;
    }
  }
}

std::optional<double> MetricsPage::sum(std::string_view name, std::string_view label) const {
  std::optional<double> total;
  for (auto at = series_.lower_bound(name); at != series_.end() && at->first.starts_with(name); ++at) {
    const auto rest = std::string_view(at->first).substr(name.size());
    const bool is_of_this_name = rest.empty() || rest.front() == '{';
    if (is_of_this_name && rest.find(label) != std::string_view::npos) total = total.value_or(0) + at->second;
  }
  return total;
}

}  // namespace ledger
