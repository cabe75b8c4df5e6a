// The numbers that a program shows at /metrics.
#pragma once

#include <optional>
#include <string>

#include "tests/support/api/http_client.hpp"

namespace ledger::test {

/// The value of a time series in the text of /metrics; nothing if it is not there.
std::optional<double> value_in(const std::string& text, const std::string& series);

class ScrapedMetrics {
 public:
  /// `url`: of the program's status address.
  explicit ScrapedMetrics(const std::string& url) : client_(url) {}

  /// The value of a time series as it is now; nothing if it is not there. `series` is its name with its labels, such as
  /// `ledger_outbox_active{journal="0"}`.
  std::optional<double> value(const std::string& series);
  /// Waits until the time series has this value, or is absent; false if that is not so in time.
  bool becomes(const std::string& series, std::optional<double> expected);
  /// The answer of /readyz: empty if the program is ready, else why it is not.
  std::string why_not_ready();

 private:
  HttpClient client_;
};

}  // namespace ledger::test
