// Where programs spend their processor time: call stacks that `perf` takes at regular intervals.
#pragma once

#include <sys/types.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/temporary_file.hpp"

namespace ledger::bench {

/// A function in a call stack.
struct Frame {
  /// Without arguments and template arguments; the object's name in brackets where the function's is not known.
  std::string function;
  /// The file that it was loaded from, without its folder; "kernel" for the kernel.
  std::string object;
};

/// Tells what a thread of a process was doing at one moment: the functions it was in, the innermost last.
struct CallStack {
  pid_t process = 0;
  std::vector<Frame> frames;
};

/// Holds what processes did for a while.
struct Recording {
  /// As `perf` has written it.
  std::unique_ptr<test::TemporaryFile> file;
  /// The processor time of each process, in microseconds.
  std::map<pid_t, double> processor_us;
  /// The time for which they were watched.
  double seconds = 0;
};

/// Watches these processes for so many seconds: takes a call stack each time that one of their threads has used a
/// millisecond of processor time. Some may be lost. Throws std::runtime_error if `perf` (Debian's linux-perf) is not
/// installed or not allowed to watch them, or if one of them has ended meanwhile.
Recording record(const std::vector<pid_t>& processes, int seconds);

/// Reads the recorded call stacks, which keeps one processor busy for some seconds. Throws std::runtime_error if `perf`
/// cannot read the file.
std::vector<CallStack> call_stacks_of(const Recording& recording);

}  // namespace ledger::bench
