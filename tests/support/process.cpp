#include "tests/support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>

extern char** environ;

namespace ledger::test {
namespace {

[[noreturn]] void throw_errno(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

std::vector<std::string> merged_environment(Process::Environment wanted) {
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    wanted.try_emplace(text.substr(0, text.find('=')), text.substr(text.find('=') + 1));
  }
  std::vector<std::string> entries;
  for (const auto& [name, value] : wanted) entries.push_back(name + "=" + value);
  return entries;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

/// In the child, where only async-signal-safe calls are allowed.
[[noreturn]] void become(const char* path, char** arguments, char** environment, int output, int log, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);  // it died before the kernel was told to watch it
  dup2(output, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  execve(path, arguments, environment);
  _exit(127);
}

}  // namespace

Process::Process(const std::string& path, const std::vector<std::string>& arguments, const Environment& environment) {
  std::vector<std::string> argument_texts = arguments;
  argument_texts.insert(argument_texts.begin(), path);
  auto environment_texts = merged_environment(environment);
  auto argument_pointers = pointers(argument_texts);
  auto environment_pointers = pointers(environment_texts);

  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) throw_errno("pipe2");
  output_ = ends[0];
  log_ = memfd_create("log", MFD_CLOEXEC);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) {
    become(path.c_str(), argument_pointers.data(), environment_pointers.data(), ends[1], log_, parent);
  }
  close(ends[1]);
  if (pid_ < 0) throw_errno("fork");
}

Process::~Process() {
  try {
    kill();
  } catch (const std::exception&) {  // nothing more can be done about it; the kernel ends it with us
    static_cast<void>(0);
  }
  close(output_);
  close(log_);
}

std::optional<std::string> Process::next_line(std::chrono::milliseconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  auto newline = lines_.find('\n');
  for (; newline == std::string::npos; newline = lines_.find('\n')) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd ready{.fd = output_, .events = POLLIN, .revents = 0};
    if (left.count() <= 0 || poll(&ready, 1, static_cast<int>(left.count())) <= 0) return std::nullopt;
    char bytes[1024];
    const auto count = read(output_, bytes, sizeof bytes);
    if (count <= 0) return std::nullopt;
    lines_.append(bytes, static_cast<std::size_t>(count));
  }
  const auto line = lines_.substr(0, newline);
  lines_.erase(0, newline + 1);
  return line;
}

std::string Process::line_after(const std::string& prefix, std::chrono::milliseconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    const auto line = next_line(left);
    if (!line) throw std::runtime_error("the program wrote no line '" + prefix + "…' in time; log:\n" + log());
    if (line->starts_with(prefix)) return line->substr(prefix.size());
  }
}

void Process::send_signal(int signal) {
  if (!has_ended()) ::kill(pid_, signal);
}

void Process::freeze() {
  send_signal(SIGSTOP);
  const bool is_frozen = eventually([this] {
    siginfo_t state{};
    return waitid(P_PID, static_cast<id_t>(pid_), &state, WSTOPPED | WNOHANG) == 0 && state.si_pid == pid_;
  });
  if (!is_frozen) throw std::runtime_error("the program does not stop; log:\n" + log());
}

int Process::wait(std::chrono::milliseconds deadline) {
  if (!eventually([this] { return has_ended(); }, deadline)) {
    throw std::runtime_error("the program did not end in time; log:\n" + log());
  }
  return WIFSIGNALED(status_) ? 128 + WTERMSIG(status_) : WEXITSTATUS(status_);
}

void Process::kill() {
  send_signal(SIGKILL);
  wait();
}

bool Process::has_ended() {
  // Not asked again: the number may soon be another process's.
  if (!reaped_) reaped_ = waitpid(pid_, &status_, WNOHANG) != 0;
  return reaped_;
}

std::string Process::log() const {
  struct stat about {};
  if (fstat(log_, &about) != 0 || about.st_size <= 0) return {};
  std::string text(static_cast<std::size_t>(about.st_size), '\0');
  const auto count = pread(log_, text.data(), text.size(), 0);
  text.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
  return text;
}

}  // namespace ledger::test
