#include "tests/support/api/scraped_metrics.hpp"

#include <sstream>

namespace ledger::test {

std::optional<double> value_in(const std::string& text, const std::string& series) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(series + " ")) return std::stod(line.substr(series.size() + 1));
  }
  return std::nullopt;
}

std::optional<double> ScrapedMetrics::value(const std::string& series) {
  return value_in(client_.get("/metrics").body, series);
}

bool ScrapedMetrics::becomes(const std::string& series, std::optional<double> expected) {
  return eventually([&] { return value(series) == expected; });
}

std::string ScrapedMetrics::why_not_ready() {
  const auto answer = client_.get("/readyz");
  return answer.status == 200 ? "" : answer.body;
}

}  // namespace ledger::test
