// Running the real programs from tests.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <csignal>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/eventually.hpp"

namespace ledger::test {

/// A program that was started; killed and reaped at the end of this object's life, and by the kernel should the test
/// itself die. To be made by the test's main thread, whose end the kernel watches.
class Process {
 public:
  using Environment = std::map<std::string, std::string>;

  /// Starts `path` with this test's environment and `environment` on top. Throws std::system_error.
  Process(const std::string& path, const std::vector<std::string>& arguments, const Environment& environment);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// The next line of standard output; nothing if none comes in time, or the program has ended.
  std::optional<std::string> next_line(std::chrono::milliseconds deadline = patience);
  /// Returns what follows `prefix` on the first line of standard output that begins with it. Throws std::runtime_error
  /// with the program's log if the program ends or the deadline passes first.
  std::string line_after(const std::string& prefix, std::chrono::milliseconds deadline = patience);

  void send_signal(int signal);
  /// Stops the program where it is, and returns once none of its threads runs any more. Throws past the deadline.
  void freeze();
  /// Lets a frozen program go on.
  void thaw() { send_signal(SIGCONT); }
  /// Waits for the program's end: its exit code, or 128 + the signal that ended it. Throws past the deadline.
  int wait(std::chrono::milliseconds deadline = patience);
  /// Returns true if the program has ended, by itself or by a signal. Does not wait.
  bool has_ended();
  /// SIGKILL, and waits.
  void kill();

  [[nodiscard]] pid_t pid() const { return pid_; }
  /// Returns the program's standard error output so far.
  [[nodiscard]] std::string log() const;

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  int log_ = -1;
  int status_ = 0;
  bool reaped_ = false;
  std::string lines_;
};

}  // namespace ledger::test
