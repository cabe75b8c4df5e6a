// The processor time that processes took, as the kernel counts it: sampling tools mislead over short times.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ledger/postgres/database_settings.hpp"

namespace ledger::bench {

/// Microseconds of all threads of these processes since each began; one that has ended counts as 0. In steps of 10 ms.
std::int64_t processor_time_us(const std::vector<pid_t>& processes);

/// The server processes that serve sessions of this database now, the asking one left out. On this machine.
std::vector<pid_t> backends_of(const DatabaseSettings& settings);
/// The server's first process, whose children serve all sessions and write its files. On this machine.
pid_t postmaster_of(const DatabaseSettings& settings);

/// Kafka's process, for its share of the costs.
pid_t kafka_process();

/// A program and all processes that it has started. Several of one name are counted together.
struct MeteredProgram {
  std::string name;
  pid_t process = 0;
  /// Reads a clock of its own where the work is a thread of this program, in microseconds.
  std::function<std::int64_t()> clock_us = {};
};

/// Tells where the requests come from: from a child that this program waits for, or from this program itself.
enum class Generator { child, this_program };

/// Measures what a load costs, by program.
class ProcessorMeter {
 public:
  explicit ProcessorMeter(std::vector<MeteredProgram> programs, Generator generator = Generator::child);

  void begin();
  /// Returns "PostgreSQL 27, ledger-api 24, generator 15, sum 66": microseconds since begin() for each of so many
  /// requests.
  [[nodiscard]] std::string per_request(double requests) const;

 private:
  [[nodiscard]] std::vector<std::int64_t> read() const;

  std::vector<MeteredProgram> programs_;
  std::vector<std::int64_t> begun_;
};

}  // namespace ledger::bench
