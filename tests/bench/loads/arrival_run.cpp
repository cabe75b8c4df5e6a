#include "tests/bench/loads/arrival_run.hpp"

#include <fmt/format.h>

#include <sstream>

#include "tests/bench/loads/load.hpp"
#include "tests/support/environment.hpp"

namespace ledger::bench {

ArrivalResult run_arrivals(const ArrivalPlan& plan) {
  std::istringstream accounts(plan.accounts);
  std::string first_account;
  std::string count;
  accounts >> first_account >> count;
  const auto report =
      output_of(fmt::format("{} --port {} --rate {:.0f} --seconds {} --connections {} --first-account {} --accounts {}",
                            test::program_path("ledger-arrivals"), plan.url.substr(plan.url.rfind(':') + 1), plan.rate,
                            plan.seconds, plan.connections, first_account, count));
  return {.arrivals = number_after(report, "arrivals "),
          .accepted = number_after(report, "accepted "),
          .refused = number_after(report, "refused "),
          .failed = number_after(report, "failed "),
          .unsent = number_after(report, "unsent "),
          .accepted_ms_p50 = number_after(report, "accepted_ms_p50 "),
          .accepted_ms_p99 = number_after(report, "accepted_ms_p99 "),
          .accepted_ms_p999 = number_after(report, "accepted_ms_p999 "),
          .refused_ms_p99 = number_after(report, "refused_ms_p99 ")};
}

}  // namespace ledger::bench
