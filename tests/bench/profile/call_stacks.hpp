// Where programs spend their processor time: call stacks that `perf` takes at regular intervals.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

namespace ledger::bench {

/// A function in a call stack.
struct Frame {
  /// Without arguments and template arguments; the object's name in brackets where the function's is not known.
  std::string function;
  /// The file that it was loaded from, without its folder; "kernel" for the kernel.
  std::string object;
};

/// What a thread of a process was doing at one moment, the innermost function last.
struct CallStack {
  pid_t process = 0;
  std::vector<Frame> frames;
};

/// What processes did for a while.
struct Profile {
  std::vector<CallStack> stacks;
  /// Microseconds of processor time, by process.
  std::map<pid_t, double> processor_us;
  double seconds = 0;
};

/// Watches these processes for so many seconds: takes a call stack each time that one of their threads has used a
/// millisecond of processor time. Some may be lost. Throws std::runtime_error if `perf` (Debian's linux-perf) is not
/// installed or not allowed to.
Profile profile_of(const std::vector<pid_t>& processes, int seconds);

/// Reads what `perf script -F pid,ip,sym,dso` prints.
std::vector<CallStack> read_call_stacks(const std::string& text);

}  // namespace ledger::bench
