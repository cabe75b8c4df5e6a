// Loads that are measured in rounds, one after the other in each, so that what slows the machine down meets all of
// them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/bench/figures/processor_time.hpp"
#include "tests/bench/loads/load.hpp"

namespace ledger::bench {

/// A load's result, and the processor time of a request by program.
struct Measured {
  LoadResult result;
  std::string costs;
};

/// Runs the load, and says what it cost.
Measured metered(std::vector<MeteredProgram> programs, const std::function<LoadResult()>& load,
                 Generator generator = Generator::child);

struct RoundedLoad {
  std::string name;
  std::function<Measured()> run;
};

/// A table of rates with their least, median and greatest, latencies, and processor time.
void print_rounds_header(const std::string& title);

/// Measures the loads in three rounds and prints a row of each. Returns their results by the order of the loads: those
/// of the round with the median rate. `at`: the number of connections, for the row.
std::vector<LoadResult> measure_rounds(const std::vector<RoundedLoad>& loads, int at);

/// Prints a row that says how many times the rate of `yardstick` a rate is.
void print_ratio(const std::string& name, int at, const LoadResult& result, const LoadResult& yardstick);

}  // namespace ledger::bench
