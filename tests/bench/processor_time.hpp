// The processor time that processes took, as the kernel counts it: sampling tools mislead over short times.
#pragma once

#include <sys/types.h>

#include <cstdint>
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

/// A program and all processes that it has started.
struct MeteredProgram {
  std::string name;
  pid_t process = 0;
};

/// Measures what a load costs, by program. The load's own generator must be a child that this program waits for.
class ProcessorMeter {
 public:
  explicit ProcessorMeter(std::vector<MeteredProgram> programs);

  void begin();
  /// Returns "PostgreSQL 27, ledger-api 24, load 15, sum 66": microseconds since begin() for each of so many requests.
  [[nodiscard]] std::string per_request(double requests) const;

 private:
  [[nodiscard]] std::vector<std::int64_t> read() const;

  std::vector<MeteredProgram> programs_;
  std::vector<std::int64_t> begun_;
};

}  // namespace ledger::bench
